import type { OrgOutcome } from '../../../src/client/index.js';
import { breaks } from '../operator-messages.js';
import { RELEASE, type FleetOrg } from '../fleet.js';
import type { Observed } from '../run/observed.js';
import { isOwn, type Story } from './org-writes.js';
import type { Violation } from './violation.js';
import type { OrgStand } from './whole.js';

/** What is known of an org besides what Rollcall says of it. */
export interface OrgFacts extends Pick<FleetOrg, 'id' | 'dialect'> {
  readonly stories: readonly Story[];
  readonly stand: OrgStand;
}

/** Promises (a) and (e): what each org is, and what is said of it. */
export function checkReport(
  observed: Observed,
  facts: ReadonlyMap<string, OrgFacts>,
): readonly Violation[] {
  const { status, report } = observed;
  if (status === null || status.outcomes.length === 0)
    return untouched(facts, 'nothing is reported');
  const found = status.outcomes.flatMap((outcome) => {
    const own = facts.get(outcome.org);
    return own === undefined ? [] : checkOrg(observed, outcome, own);
  });
  if (status.outcomes.length !== facts.size)
    found.push(wrong(`${status.outcomes.length} of ${facts.size} orgs are reported`));
  if (report === null) found.push(wrong('there is no report in the ledger'));
  else if (JSON.stringify(report.status.outcomes) !== JSON.stringify(status.outcomes))
    found.push(wrong('the report in the ledger says otherwise than the rollout'));
  return [...found, ...checkOutcome(observed)];
}

function wrong(what: string): Violation {
  return { promise: 'e', what };
}

/** A rollout that ended before its plan has touched nothing. */
function untouched(facts: ReadonlyMap<string, OrgFacts>, said: string): Violation[] {
  return [...facts].flatMap(([org, { stories }]) =>
    stories.some(({ writes }) => writes.some(isOwn))
      ? [wrong(`${org} was written to; ${said}`)]
      : [],
  );
}

function checkOrg(
  observed: Observed,
  outcome: OrgOutcome,
  { id, stories, stand }: OrgFacts,
): Violation[] {
  const { org, state } = outcome;
  const own = stories.flatMap(({ writes }) => writes.filter(isOwn));
  const is = `${org} is reported ${state}${outcome.reason === undefined ? '' : ` (${outcome.reason})`}`;
  if (state === 'stranded') return checkStranded(observed, outcome, id, stand);
  const found: Violation[] = [];
  const ends = [
    ...stand.strange,
    ...(stand.onTarget.length > 0 && stand.asBefore.length > 0
      ? [`on the release: ${stand.onTarget.join(', ')}; as before: ${stand.asBefore.join(', ')}`]
      : []),
  ];
  if (stand.stand === 'mixed')
    found.push({ promise: 'a', what: `${is}, and is neither: ${ends.join('; ').slice(0, 600)}` });
  if (state === 'inProgress' || state === 'deployed')
    found.push(wrong(`${is} though the rollout is over`));
  if (state === 'completed' && stand.stand === 'before')
    found.push(wrong(`${is}, and is as before: ${stand.asBefore.join(', ')}`));
  if (state !== 'completed' && stand.stand === 'target')
    found.push(wrong(`${is}, and is on the release: ${stand.onTarget.join(', ')}`));
  if (state === 'untouched' && own.length > 0) found.push(wrong(`${is}, and was written to`));
  if (stand.switchedOff.length > 0)
    found.push(wrong(`${is}, and ${stand.switchedOff.join(', ')} is only switched off`));
  if (state !== 'completed' && stand.editedCreations.length > 0)
    found.push(wrong(`${is}, and ${stand.editedCreations.join(', ')} is still there`));
  if (state === 'failed' && !mayFail(observed, outcome, id))
    found.push(wrong(`${is}, and nothing that happened explains it`));
  return found;
}

/** Only an org whose client stays revoked, or a created resource that a person has edited, may be left like that. */
function checkStranded(
  { revoked, told }: Observed,
  { org, reason = '', command = '' }: OrgOutcome,
  id: string,
  { editedCreations, switchedOff, onTarget, asBefore, strange }: OrgStand,
): Violation[] {
  const found: Violation[] = [];
  const is = `${org} is stranded (${reason})`;
  const isRevoked = revoked.includes(id);
  if (!isRevoked && editedCreations.length === 0 && switchedOff.length === 0)
    found.push({
      promise: 'a',
      what: `${is}, though nothing keeps it from being taken back; as before ${asBefore.join(', ')}`,
    });
  if (!isRevoked && (onTarget.length > 0 || strange.length > 0))
    found.push({
      promise: 'a',
      what: `${is}, and more than that: on the release ${onTarget.join(', ')}; ${strange.join(', ')}`,
    });
  if (reason === '') found.push(wrong(`${org} is stranded and nobody says why`));
  const alerts = told.map(({ text, command = '' }) => `${text} ${command}`);
  if (!alerts.some((text) => text.includes(org)))
    found.push(wrong(`${is}, and nobody was told of ${org}: ${alerts.join(' | ')}`));
  if (!command.includes('remediat')) found.push(wrong(`${is}, and no command is given`));
  return found;
}

/** An org fails by itself only where its client was refused or a person's edit made its plan stale. */
function mayFail(
  { schedule, writes, revoked }: Observed,
  { reason = '' }: OrgOutcome,
  id: string,
): boolean {
  const wasRefused = schedule.incidents.some(
    ({ what }) => what.kind === 'token revocation' && what.what === 'client',
  );
  if (revoked.length > 0 || wasRefused) return true;
  const wasEdited = writes.some((write) => write.orgId === id && !isOwn(write));
  return wasEdited && !/somebody created/.test(reason);
}

/** The summary, against the orgs and against what happened. */
function checkOutcome(observed: Observed): Violation[] {
  const { status, report } = observed;
  const states = (status?.outcomes ?? []).map(({ state }) => state);
  const outcome = report?.summary.outcome;
  const found: Violation[] = [];
  const all = states.every((state) => state === 'completed');
  if (outcome === 'succeeded' && !all) found.push(wrong(`it succeeded, with ${states.join(', ')}`));
  if (states.includes('stranded') && outcome !== undefined && outcome !== 'incomplete')
    found.push(wrong(`an org is stranded, and the outcome is ${outcome}`));
  const isExplained = mayEndOtherwise(observed) || isFalseAlarm(observed);
  if (outcome !== 'succeeded' && outcome !== undefined && !isExplained)
    found.push(
      wrong(`the outcome is ${outcome} (${report?.summary.reason}), and nothing explains it`),
    );
  return found;
}

/**
 * A harmless release that the judge took back: within the error that it declares (5 of 100) no broken promise, so it is
 * counted and held against that.
 */
export function isFalseAlarm(observed: Observed): boolean {
  const { report } = observed;
  if (mayEndOtherwise(observed) || report?.summary.outcome !== 'rolledBack') return false;
  return (report.summary.reason ?? '').startsWith('the judge says fail');
}

function mayEndOtherwise({ schedule }: Observed): boolean {
  return (
    schedule.release === RELEASE.bad ||
    schedule.incidents.some(
      ({ what }) =>
        what.kind === 'client revoked' ||
        what.kind === 'manual edit' ||
        what.kind === '412 storm' ||
        (what.kind === 'token revocation' && what.what === 'client') ||
        (what.kind === 'operator message' && breaks(what.signal)),
    )
  );
}
