import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { Arm, ArmSeries } from './arms.js';
import { colour } from './colours.js';

export interface Deployment {
  readonly fromMs: number;
  readonly toMs: number;
}

const ARM_NAMES: Readonly<Record<Arm, string>> = { canary: 'canaries', control: 'controls' };
export const DEPLOYED = 'deployed';

/** An arm over time: its line, and around it what may be chance. */
export function armLines(
  arm: Arm,
  series: ArmSeries,
  orgs: number,
): (LineSeriesOption | CustomSeriesOption)[] {
  const name = armName(arm, orgs);
  return [
    { ...bandSeries(series, arm), name },
    {
      type: 'line',
      name,
      data: series.map((point) => (point === null ? ['-', '-'] : [point.atMs, point.value])),
      symbol: 'none',
      color: colour(arm),
      lineStyle: { color: colour(arm), width: 2, type: arm === 'canary' ? 'solid' : [6, 4] },
      silent: true,
      emphasis: { disabled: true },
    },
  ];
}

/** `canaries (3 orgs)`. */
export function armName(arm: Arm, orgs: number): string {
  return `${ARM_NAMES[arm]} (${orgs} ${orgs === 1 ? 'org' : 'orgs'})`;
}

/** When the writes began and ended: a line, and a strip where they took long enough to be seen. */
export function deploymentMark({ fromMs, toMs }: Deployment): LineSeriesOption {
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      symbol: 'none',
      silent: true,
      animation: false,
      lineStyle: { color: colour('ink'), width: 1.5, type: 'solid' },
      label: { formatter: DEPLOYED, color: colour('ink'), position: 'end' },
      data: [{ xAxis: toMs }],
    },
    markArea: {
      silent: true,
      itemStyle: { color: colour('quiet'), borderColor: colour('quiet'), opacity: 0.25 },
      data: [[{ xAxis: fromMs }, { xAxis: toMs }]],
    },
  };
}

/** One polygon for each run of points without a gap. */
function bandSeries(series: ArmSeries, arm: Arm): CustomSeriesOption {
  const runs = runsOf(series);
  return {
    type: 'custom',
    silent: true,
    clip: true,
    color: colour(arm),
    data: runs.map((run, at) => [run[0]?.atMs ?? 0, run[0]?.low ?? 0, at]),
    renderItem: (params, api) => {
      const run = runs[params.dataIndex] ?? [];
      const along = run.map(({ atMs, high }) => api.coord([atMs, high]));
      const back = run.toReversed().map(({ atMs, low }) => api.coord([atMs, low]));
      return {
        type: 'polygon',
        shape: { points: [...along, ...back] },
        style: { fill: colour(arm), opacity: 0.18 },
      };
    },
  };
}

interface BandPoint {
  readonly atMs: number;
  readonly low: number;
  readonly high: number;
}

function runsOf(series: ArmSeries): BandPoint[][] {
  const runs: BandPoint[][] = [[]];
  for (const point of series) {
    if (point === null || point.band === null) runs.push([]);
    else runs.at(-1)?.push({ atMs: point.atMs, low: point.band[0], high: point.band[1] });
  }
  return runs.filter((run) => run.length > 1);
}
