import pMap from 'p-map';
import type { JsonObject } from '../domain/json.js';
import { decode, placeName } from './document.js';
import { EVIDENCE_FOLDER, PLAN_SET_FILE, REPORT_FILE, ROLLOUT_REFS, rolloutRef } from './names.js';
import type { PlanSet, RolloutFilter, RolloutListing } from './port.js';
import type { RefTip, Repository } from './repository.js';
import { planSetSchema, reportSchema } from './schema.js';

const PARALLEL = 4;

/** The rollouts that the ledger has a record of, the newest first. */
export async function listRollouts(
  repository: Repository,
  filter: RolloutFilter = {},
): Promise<readonly RolloutListing[]> {
  const tips = await repository.tips(ROLLOUT_REFS);
  const inPeriod = tips.filter(({ at }) => isWithin(Date.parse(at), filter));
  const rollouts = await pMap(inPeriod, (tip) => readRollout(repository, tip), {
    concurrency: PARALLEL,
  });
  return rollouts
    .filter(({ environment }) => (filter.environment ?? environment) === environment)
    .filter(({ orgs }) => filter.org === undefined || orgs.includes(filter.org))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function isWithin(atMs: number, { from, to }: RolloutFilter): boolean {
  return (
    (from === undefined || atMs >= Date.parse(from)) && (to === undefined || atMs < Date.parse(to))
  );
}

async function readRollout(
  repository: Repository,
  { ref, commit, at }: RefTip,
): Promise<RolloutListing> {
  const look = { files: [PLAN_SET_FILE, REPORT_FILE], folders: [EVIDENCE_FOLDER] };
  // From that commit, so that all is of one writing.
  const { files, folders } = await repository.read(commit, look);
  const rolloutKey = ref.slice(ROLLOUT_REFS.length);
  const planSet = read(files, PLAN_SET_FILE, (text, place) => decode(planSetSchema, text, place));
  const report = read(files, REPORT_FILE, (text, place) => decode(reportSchema, text, place));
  const place = { ref: rolloutRef(rolloutKey), path: REPORT_FILE };
  return {
    rolloutKey,
    at,
    recordCommit: commit,
    environment: planSet?.environment ?? textOf(report, 'environment'),
    orgs: orgsOf(planSet, report),
    planSet,
    report,
    reportPlace: report === null ? null : `${repository.name}:${placeName(place)}`,
    evidence: (folders.get(EVIDENCE_FOLDER)?.files ?? []).map((file) =>
      file.replace(/\.json$/, ''),
    ),
  };

  function read<T>(
    texts: ReadonlyMap<string, string>,
    path: string,
    as: (text: string, place: { ref: string; path: string }) => T,
  ): T | null {
    const text = texts.get(path);
    return text === undefined ? null : as(text, { ref, path });
  }
}

function orgsOf(planSet: PlanSet | null, report: JsonObject | null): readonly string[] {
  const status = memberOf(report, 'status');
  const outcomes = memberOf(status, 'outcomes');
  const reported = Array.isArray(outcomes)
    ? outcomes.flatMap((outcome) => textOf(outcome, 'org') ?? [])
    : [];
  return [...new Set([...(planSet?.orgs ?? []).map(({ org }) => org), ...reported])].sort();
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function textOf(value: unknown, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : null;
}
