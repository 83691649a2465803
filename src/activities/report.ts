import pMap from 'p-map';
import { addendumMarkdown } from '../domain/addendum.js';
import { reportMarkdown, type ReportedOrg } from '../domain/report.js';
import type { AdjustedOrg } from '../domain/report-weights.js';
import type { OrgOutcome } from '../domain/rollout-status.js';
import { LedgerMissingError, type Ledger } from '../ledger/port.js';
import { load } from '../planning/loaded.js';
import { recordedSet } from '../planning/recorded-set.js';
import { scriptFor } from '../planning/remediation-script.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { reportPictures } from './report-charts.js';
import type {
  Activities,
  AddendumInput,
  RemediationRecord,
  ReportInput,
  RunScope,
} from './types.js';

const PARALLEL = 8;
const SCRIPT_FILE = 'remediation.sh';

export function reportActivities(
  deps: ActivityDeps,
): Pick<Activities, 'writeReport' | 'writeAddendum'> {
  return {
    writeReport: (input) => attempt((options) => writeReport(deps, input, options)),
    writeAddendum: (input) => attempt((options) => writeAddendum(deps, input, options)),
  };
}

async function writeReport(
  deps: ActivityDeps,
  { scope, rolloutId, status, summary }: ReportInput,
  options: CallOptions,
): Promise<{ place: string }> {
  const body = { rolloutId, ...scope, summary, status };
  const resources = await recordedResources(deps, scope, status.outcomes);
  const script = await scriptOf(deps, scope, rolloutId, status.outcomes, options);
  const { charts, files } = await reportPictures(deps, scope.rolloutKey, status);
  const set = await recordedSet(deps.ledger, scope.rolloutKey);
  const adjusted = await recordedAdjustments(deps, scope, status.outcomes);
  const extras = { experiment: set?.experiment ?? null, charts, resources, adjusted };
  const place = await deps.ledger.writeReport(scope.rolloutKey, {
    'report.json': `${JSON.stringify(body, null, 2)}\n`,
    'report.md': reportMarkdown(rolloutId, status, summary, extras),
    ...files,
    ...script,
  });
  return { place };
}

/** What became of each resource that was written, from the ledger: windows wrote it down as they were closed. */
async function recordedResources(
  deps: ActivityDeps,
  { rolloutKey, environment }: RunScope,
  outcomes: readonly OrgOutcome[],
): Promise<ReportedOrg[]> {
  const touched = outcomes.filter(
    ({ state, writes }) => state !== 'untouched' && !(state === 'completed' && writes === 0),
  );
  const read = async ({ org }: OrgOutcome): Promise<ReportedOrg[]> => {
    const record = await deps.ledger.readOutcome({ environment, org }, rolloutKey);
    return record === null ? [] : [{ org, resources: record.resources }];
  };
  return (await pMap(touched, read, { concurrency: PARALLEL })).flat();
}

/** Weights that followed the agents, from the ledger. */
async function recordedAdjustments(
  deps: ActivityDeps,
  { rolloutKey, environment }: RunScope,
  outcomes: readonly OrgOutcome[],
): Promise<AdjustedOrg[]> {
  const read = async ({ org, state }: OrgOutcome): Promise<AdjustedOrg> => {
    const adjustments = await deps.ledger.readAdjustments({ environment, org }, rolloutKey);
    return { org, stays: state === 'completed', adjustments };
  };
  const moved = outcomes.filter(({ adjusted = 0 }) => adjusted > 0);
  return pMap(moved, read, { concurrency: PARALLEL });
}

/** For those who must do it by hand; no file where nobody has to. */
async function scriptOf(
  deps: ActivityDeps,
  scope: RunScope,
  rolloutId: string,
  outcomes: readonly OrgOutcome[],
  options: CallOptions,
): Promise<Record<string, string>> {
  const orgs = outcomes.filter(({ state }) => isTrouble(state)).map(({ org }) => org);
  if (orgs.length === 0) return {};
  const loaded = await load(deps, scope);
  const { rolloutKey } = scope;
  const script = await scriptFor(deps, loaded, { rolloutId, rolloutKey, orgs }, options);
  return { [SCRIPT_FILE]: script };
}

function isTrouble(state: OrgOutcome['state']): boolean {
  return state === 'failed' || state === 'stranded';
}

async function writeAddendum(
  deps: ActivityDeps,
  { scope, rolloutId, remediation }: AddendumInput,
  options: CallOptions,
): Promise<{ place: string }> {
  const { rolloutKey, environment } = scope;
  const before = await filesOf(deps.ledger, rolloutKey);
  const report = JSON.parse(before['report.json'] ?? '{}') as Record<string, unknown>;
  const earlier = (report['remediations'] ?? []) as RemediationRecord[];
  const entry = { ...remediation, at: new Date().toISOString() };
  // An earlier attempt may have written it.
  const others = earlier.filter(({ runId }) => runId !== remediation.runId);
  const remediations = [...others, entry];
  const body = { rolloutId, ...scope, ...report, remediations };
  const title = before['report.md'] ?? `# ${rolloutId}: ended without a report of its own\n`;
  const [own] = title.split('\n## Remediations\n');
  const now = standing(report['status'], remediations);
  const script = await scriptOf(deps, scope, rolloutId, now, options);
  const nothing = before[SCRIPT_FILE] === undefined ? {} : { [SCRIPT_FILE]: NOTHING_LEFT };
  const place = await deps.ledger.writeReport(rolloutKey, {
    'report.json': `${JSON.stringify(body, null, 2)}\n`,
    'report.md': `${own?.trimEnd() ?? ''}\n${addendumMarkdown(remediations as (typeof entry)[], environment)}`,
    ...nothing,
    ...script,
  });
  return { place };
}

/** How orgs stand by now: a remediation looks at those that it was told of, and the others are as they were. */
function standing(reported: unknown, remediations: readonly RemediationRecord[]): OrgOutcome[] {
  const { outcomes = [] } = (reported ?? {}) as { outcomes?: readonly OrgOutcome[] };
  const all = [...outcomes, ...remediations.flatMap((one) => one.outcomes)];
  return [...new Map(all.map((outcome) => [outcome.org, outcome])).values()];
}

const NOTHING_LEFT = '#!/bin/sh\necho "nothing is left: see the remediations in the report"\n';

async function filesOf(
  ledger: Ledger,
  rolloutKey: string,
): Promise<Readonly<Record<string, string>>> {
  try {
    return await ledger.readReport(rolloutKey);
  } catch (error) {
    if (error instanceof LedgerMissingError) return {};
    throw error;
  }
}
