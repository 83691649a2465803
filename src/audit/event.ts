import { z } from 'zod';

const Text = z.string().max(300);
const Count = z.number().int().nonnegative();

/**
 * One call to a platform, as it is put on record. No member could hold a body, a header, a token or a secret: that is
 * the redaction.
 */
export const AuditEvent = z.strictObject({
  audit: z.literal(1),
  /** Wall clock, when the request went out. */
  time: z.iso.datetime(),
  /** The rollout's first run id; null for a call outside of one. */
  rollout: Text.nullable(),
  /** Id of the workflow whose activity made the call. */
  workflow: Text.nullable(),
  activity: Text.nullable(),
  /** Which attempt of the activity, from 1. */
  attempt: Count.nullable(),
  org: Text,
  /** Of the OAuth client. */
  client: Text.nullable(),
  method: Text,
  /** The path without ids. */
  route: Text,
  kind: Text.nullable(),
  /** The platform's id of the resource. */
  resource: Text.nullable(),
  status: z.number().int().nullable(),
  /** Why there is no status: `noAnswer`, `cancelled`, … */
  failure: Text.nullable(),
  /** The platform's error code. */
  code: Text.nullable(),
  /** The platform's id of this call, to ask its support with. */
  correlation: Text.nullable(),
  /** The org's request limit as the answer stated it; `reset` is platform time. */
  limit: z.strictObject({ limit: Count, remaining: Count, reset: z.iso.datetime() }).nullable(),
  durationMs: Count,
  bytesSent: Count,
  bytesReceived: Count,
});
export type AuditEvent = z.infer<typeof AuditEvent>;
