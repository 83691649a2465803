import { log } from '@temporalio/activity';
import type { Evidence } from '../domain/canary/evidence.js';
import { isInHold } from '../domain/canary/looks.js';
import { chartFile, type ReportChart } from '../domain/report.js';
import type { RolloutStatus } from '../domain/rollout-status.js';
import type { ActivityDeps } from './deps.js';

/** The evidence of a wave's checks: `wave-1-0004`. */
const NAME = /^wave-(?<wave>\d+)-\d+$/;

/** Wall milliseconds after which no further wave is drawn: the report must come. */
const LONGEST_DRAWING_MS = 120_000;

export interface ReportPictures {
  readonly charts: readonly ReportChart[];
  /** By file name. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The last evidence of a wave. That of a hold knows of its own block only: what led to it is added from the last one
 * before, so that the picture has the checks that the wave was decided by.
 */
async function evidenceOfWave(
  ledger: ActivityDeps['ledger'],
  rolloutKey: string,
  names: readonly string[],
): Promise<Evidence> {
  const read = async (at: number): Promise<Evidence> =>
    (await ledger.readEvidence(rolloutKey, names[at] ?? '')).evidence;
  const last = await read(names.length - 1);
  if (!isOfHold(last)) return last;
  let before: Evidence | null = null;
  // They are in the order of time: a few are read, not all of a hold that lasted for weeks.
  for (let [low, high] = [0, names.length - 1]; low < high;) {
    const middle = Math.floor((low + high) / 2);
    const found = await read(middle);
    if (isOfHold(found)) high = middle;
    else [before, low] = [found, middle + 1];
  }
  return before === null ? last : joined(before, last);
}

function isOfHold({ checks, deployment, policy }: Evidence): boolean {
  const elapsedMs = Date.parse(checks.at(-1) ?? deployment.to) - Date.parse(deployment.to);
  return isInHold(elapsedMs, policy.horizonMinutes);
}

function joined(before: Evidence, last: Evidence): Evidence {
  const earlier = new Map(before.orgs.map(({ org, intervals }) => [org, intervals]));
  return {
    ...last,
    checks: [...new Set([...before.checks, ...last.checks])].sort(),
    orgs: last.orgs.map((org) => {
      const all = [...(earlier.get(org.org) ?? []), ...org.intervals];
      const byStart = new Map(all.map((interval) => [interval.start, interval]));
      return { ...org, intervals: [...byStart.values()] };
    }),
  };
}

/**
 * The last evidence of each wave as pictures, three a wave at most. A wave whose evidence cannot be read or drawn has
 * none: a report without a picture is better than no report.
 */
export async function reportPictures(
  { ledger, drawCharts }: Pick<ActivityDeps, 'ledger' | 'drawCharts'>,
  rolloutKey: string,
  { waves }: Pick<RolloutStatus, 'waves'>,
): Promise<ReportPictures> {
  const names = await ledger.listEvidence(rolloutKey);
  const charts: ReportChart[] = [];
  const files: Record<string, string> = {};
  const giveUpAtMs = Date.now() + LONGEST_DRAWING_MS;
  for (const { index, name: subject } of waves) {
    if (Date.now() > giveUpAtMs) {
      log.warn('no charts of a wave: drawing took too long', { wave: index });
      continue;
    }
    const own = names.filter((name) => NAME.exec(name)?.groups?.['wave'] === String(index));
    if (own.length === 0) continue;
    try {
      const evidence = await evidenceOfWave(ledger, rolloutKey, own);
      for (const { metric, alt, svg } of await drawCharts(evidence, `wave ${subject}`)) {
        const file = chartFile(`wave-${index}`, metric);
        charts.push({ wave: index, file, alt });
        files[file] = svg;
      }
    } catch (error) {
      log.warn('no charts of a wave', { wave: index, error: String(error) });
    }
  }
  return { charts, files };
}
