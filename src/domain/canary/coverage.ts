import type { Look } from './looks.js';
import type { Prepared, PreparedOrg } from './prepare.js';
import { NO_CALLS, plus, type Counts } from './counts.js';

/** An org that should have had this many calls and had none has gone silent; fewer may be chance. */
const SILENCE_FROM_CALLS = 10;
const NAMES_IN_A_SENTENCE = 3;

/** What keeps the evidence from being judged. */
export interface MissingData {
  /** A sentence for people. */
  readonly reason: string;
  /** True where the orgs that are there have calls enough to say something of them. */
  readonly isPartial: boolean;
}

/**
 * What keeps the evidence from being judged at a look; null where nothing does. Missing data is never good news: a
 * canary without telemetry or that has fallen silent is not left out.
 */
export function missingData(
  prepared: Prepared,
  look: Look | null,
  minimumCalls: number,
): MissingData | null {
  const canaries = prepared.orgs.filter(({ canary }) => canary);
  const controls = prepared.orgs.filter(({ canary }) => !canary);
  if (canaries.length === 0) return { reason: 'there is no org to judge', isPartial: false };
  if (look === null || look.toSlot <= look.fromSlot)
    return { reason: 'no interval has passed since the deployment', isPartial: false };
  const pre = (org: PreparedOrg): Counts => org.pre.between(0, prepared.preSlots);
  const post = (org: PreparedOrg): Counts => org.post.between(look.fromSlot, look.toSlot);
  const few =
    tooFew(canaries, pre, 'before', minimumCalls, 'changed') ??
    tooFew(canaries, post, 'after', minimumCalls, 'changed') ??
    (controls.length === 0
      ? null
      : (tooFew(controls, pre, 'before', minimumCalls, 'control') ??
        tooFew(controls, post, 'after', minimumCalls, 'control')));
  const reason =
    withoutTelemetry(canaries, pre, 'before') ??
    withoutTelemetry(canaries, post, 'after') ??
    few ??
    silent(prepared, pre, post);
  return reason === null ? null : { reason, isPartial: few === null };
}

type Read = (org: PreparedOrg) => Counts;

function withoutTelemetry(orgs: readonly PreparedOrg[], read: Read, when: string): string | null {
  const names = orgs.filter((org) => read(org).intervals === 0).map(({ org }) => org);
  return names.length === 0 ? null : `no telemetry of ${list(names)} from ${when} the deployment`;
}

function tooFew(
  orgs: readonly PreparedOrg[],
  read: Read,
  when: string,
  minimumCalls: number,
  arm: 'changed' | 'control',
): string | null {
  const all = sum(orgs, read);
  if (all.intervals === 0) return `no telemetry of any ${arm} org`;
  if (all.offered >= minimumCalls) return null;
  const whose = arm === 'changed' ? list(orgs.map(({ org }) => org)) : 'all control orgs';
  return `only ${all.offered} calls of ${whose} ${when} the deployment, ${minimumCalls} are needed`;
}

function silent({ orgs }: Prepared, pre: Read, post: Read): string | null {
  const before = sum(orgs, pre);
  const ratio = sum(orgs, post).offered / Math.max(1, before.offered);
  const names = orgs
    .filter((org) => org.canary && post(org).offered === 0)
    .filter((org) => pre(org).offered * ratio >= SILENCE_FROM_CALLS)
    .map(({ org }) => org);
  return names.length === 0 ? null : `no call has reached ${list(names)} since the deployment`;
}

function sum(orgs: readonly PreparedOrg[], read: Read): Counts {
  return orgs.reduce((total, org) => plus(total, read(org)), NO_CALLS);
}

/** A few names, and how many more. */
export function list(names: readonly string[]): string {
  const shown = [...names].sort().slice(0, NAMES_IN_A_SENTENCE).join(', ');
  const more = names.length - NAMES_IN_A_SENTENCE;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
