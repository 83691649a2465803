import {
  CompositePayloadConverter,
  JsonPayloadConverter,
  BinaryPayloadConverter,
  UndefinedPayloadConverter,
  type Payload,
  type SerializationContext,
} from '@temporalio/common';

/** What stands in the place of a payload that is no JSON: no object, so no schema of a message takes it. */
export const MALFORMED_PAYLOAD = 'a payload that is no JSON';

/**
 * Decodes what people type into the Web UI and the temporal CLI. A payload that is no JSON, or of an encoding that is
 * none of these, becomes a marker that no schema takes, since a decoder that throws would fail the rollout's workflow
 * task again and again.
 */
class LenientPayloadConverter extends CompositePayloadConverter {
  override fromPayload<T>(payload: Payload, context?: SerializationContext): T {
    try {
      return super.fromPayload(payload, context);
    } catch {
      return MALFORMED_PAYLOAD as T;
    }
  }
}

export const payloadConverter = new LenientPayloadConverter(
  new UndefinedPayloadConverter(),
  new BinaryPayloadConverter(),
  new JsonPayloadConverter(),
);
