import type { CallSums, Evidence, OrgEvidence } from './evidence.js';
import { sumOf } from './prepare.js';

/** An org that should have had this many calls and had none has gone silent; fewer may be chance. */
const SILENCE_FROM_CALLS = 10;
const NAMES_IN_A_SENTENCE = 3;

interface Complete {
  readonly org: string;
  readonly arm: OrgEvidence['arm'];
  readonly pre: CallSums;
  readonly post: CallSums;
}

/**
 * What keeps the evidence from being judged, as a sentence for people; null where nothing does. Missing data
 * is never good news: a canary without telemetry or that has fallen silent is not left out.
 */
export function missingData({ orgs }: Evidence, minimumCalls: number): string | null {
  const canaries = orgs.filter(({ arm }) => arm === 'canary');
  if (canaries.length === 0) return 'there is no org to judge';
  const complete = orgs.flatMap(({ org, arm, pre, post }) =>
    pre === null || post === null ? [] : [{ org, arm, pre, post }],
  );
  const hasControls = canaries.length < orgs.length;
  return (
    withoutTelemetry(canaries, 'pre', 'before') ??
    withoutTelemetry(canaries, 'post', 'after') ??
    tooFew(complete, 'canary', minimumCalls) ??
    (hasControls ? tooFew(complete, 'control', minimumCalls) : null) ??
    silent(complete)
  );
}

function withoutTelemetry(
  canaries: readonly OrgEvidence[],
  window: 'pre' | 'post',
  when: string,
): string | null {
  const names = canaries.filter((org) => org[window] === null).map(({ org }) => org);
  return names.length === 0 ? null : `no telemetry of ${list(names)} from ${when} the deployment`;
}

function tooFew(
  complete: readonly Complete[],
  arm: OrgEvidence['arm'],
  minimumCalls: number,
): string | null {
  const members = complete.filter((org) => org.arm === arm);
  const name = arm === 'canary' ? 'changed' : 'control';
  if (members.length === 0) return `no telemetry of any ${name} org`;
  const pre = sumOf(members, (org) => org.pre.offered);
  const post = sumOf(members, (org) => org.post.offered);
  if (Math.min(pre, post) >= minimumCalls) return null;
  const [calls, when] = pre < minimumCalls ? [pre, 'before'] : [post, 'after'];
  const whose = arm === 'canary' ? list(members.map(({ org }) => org)) : `all ${name} orgs`;
  return `only ${calls} calls of ${whose} ${when} the deployment, ${minimumCalls} are needed`;
}

function silent(complete: readonly Complete[]): string | null {
  const before = sumOf(complete, ({ pre }) => pre.offered);
  const ratio = sumOf(complete, ({ post }) => post.offered) / Math.max(1, before);
  const names = complete
    .filter(({ arm, pre, post }) => {
      return arm === 'canary' && post.offered === 0 && pre.offered * ratio >= SILENCE_FROM_CALLS;
    })
    .map(({ org }) => org);
  return names.length === 0 ? null : `no call has reached ${list(names)} since the deployment`;
}

function list(names: readonly string[]): string {
  const shown = [...names].sort().slice(0, NAMES_IN_A_SENTENCE).join(', ');
  const more = names.length - NAMES_IN_A_SENTENCE;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
