import type { Payload, SerializationContext } from '@temporalio/common';
import { EncryptionError } from './encryption-error.js';

/**
 * What becomes of payloads that are not encrypted. `marked` is a worker's way to refuse: a signal cannot be
 * rejected, and a decoder that throws would fail the rollout's workflow task again and again, so what is sent to a
 * workflow is replaced by a text that no schema of a message takes.
 */
export type PlainPayloads = 'taken' | 'refused' | 'marked';

/** What stands in the place of a payload that was refused. */
export const REFUSED_PAYLOAD = 'a payload that is not encrypted';

/** @throws EncryptionError where plain payloads are refused */
export function takePlain(
  payload: Payload,
  plain: PlainPayloads,
  context: SerializationContext | undefined,
): Payload {
  if (plain === 'taken') return payload;
  // Results of activities come from our own workers. To go on with a marker in their place would be a wrong decision.
  if (plain === 'marked' && context?.type === 'workflow') return marker();
  throw new EncryptionError(
    'A payload is not encrypted, and ROLLCALL_CODEC_REQUIRE refuses such: send it through the codec (for the temporal CLI: --codec-endpoint), or unset ROLLCALL_CODEC_REQUIRE to read what is older than the encryption.',
  );
}

/** In the place of a payload that was refused. */
export function marker(): Payload {
  return {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify(REFUSED_PAYLOAD)),
  };
}
