import { log } from '@temporalio/activity';
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
    const last = names.findLast((name) => NAME.exec(name)?.groups?.['wave'] === String(index));
    if (last === undefined) continue;
    try {
      const { evidence } = await ledger.readEvidence(rolloutKey, last);
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
