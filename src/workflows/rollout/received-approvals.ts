import type { Approve } from '../messages.js';

/** An approval as it counts: with when it was signed, or came in. */
export interface ReceivedApproval extends Approve {
  readonly at: string;
}

/**
 * The approvals of a gate with one more, the latest of each person. Null where it changes nothing: a name that anybody can
 * type must not undo what was signed.
 */
export function withApproval(
  before: readonly ReceivedApproval[],
  approval: Approve,
  now: string,
): readonly ReceivedApproval[] | null {
  const earlier = before.find(({ by }) => by === approval.by);
  if (earlier?.signature !== undefined && approval.signature === undefined) return null;
  const { reason, ...whole } = approval;
  const note = [reason, approval.note].filter(Boolean).join('; ');
  const others = before.filter(({ by }) => by !== approval.by);
  return [...others, { ...whole, at: approval.at ?? now, ...(note === '' ? {} : { note }) }];
}

/** For whoever sent it. */
export function signedAlready({ by }: Approve): string {
  return `${by} has signed already: that approval counts`;
}
