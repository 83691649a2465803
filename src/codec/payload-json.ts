import type { Payload } from '@temporalio/common';
import { z } from 'zod';

const Base64 = z.base64();
const JsonPayload = z.looseObject({
  metadata: z.record(z.string(), Base64).optional(),
  data: Base64.optional(),
});
const JsonPayloads = z.looseObject({ payloads: z.array(JsonPayload).default([]) });

/** Temporal's `Payloads` message as JSON: bytes are base64. Null where a text is no such message. */
export function payloadsOf(text: string): Payload[] | null {
  const parsed = JsonPayloads.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  return parsed.data.payloads.map(({ metadata = {}, data }) => ({
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
    ),
    ...(data === undefined ? {} : { data: Buffer.from(data, 'base64') }),
  }));
}

/** The same message, for the way back. */
export function jsonOfPayloads(payloads: readonly Payload[]): string {
  return JSON.stringify({
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, base64Of(value)]),
      ),
      ...(data == null ? {} : { data: base64Of(data) }),
    })),
  });
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
