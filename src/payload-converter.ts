import {
  CompositePayloadConverter,
  JsonPayloadConverter,
  BinaryPayloadConverter,
  UndefinedPayloadConverter,
  type Payload,
} from '@temporalio/common';

/** What stands in the place of a payload that is no JSON: no object, so no schema of a message takes it. */
export const MALFORMED_PAYLOAD = 'a payload that is no JSON';

/**
 * Decodes what people type into the Web UI. A payload that is no JSON becomes a marker that no schema takes,
 * since a decoder that throws would fail the rollout's workflow task again and again.
 */
class LenientJsonPayloadConverter extends JsonPayloadConverter {
  override fromPayload<T>(content: Payload): T {
    try {
      return super.fromPayload(content);
    } catch {
      return MALFORMED_PAYLOAD as T;
    }
  }
}

export const payloadConverter = new CompositePayloadConverter(
  new UndefinedPayloadConverter(),
  new BinaryPayloadConverter(),
  new LenientJsonPayloadConverter(),
);
