import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { VerdictLabel } from '../domain/canary/verdict.js';
import { colour } from './colours.js';
import type { EstimatePoint } from './estimates.js';

/** What the estimate is held against; in its unit. */
export interface Limits {
  readonly threshold: number;
  /** Null in verdicts that know of none. */
  readonly margin: number | null;
}

/** Shapes say which verdict it was, whatever one sees of colours. */
const SHAPES: Readonly<Record<VerdictLabel, string>> = {
  pass: 'circle',
  fail: 'diamond',
  inconclusive: 'emptyCircle',
  external: 'triangle',
};
const LABELS: readonly VerdictLabel[] = ['pass', 'fail', 'inconclusive', 'external'];
/** Room around what has to be seen, as a share of it. */
const AIR = 0.15;
/** An interval is cut where it goes further than this many times the rest of the picture. */
const FURTHEST = 3;
const CAP_PIXELS = 5;

/** From and to which value the axis goes: limits, estimates and zero whole, wild intervals cut. */
export function effectRange(
  points: readonly EstimatePoint[],
  { threshold, margin }: Limits,
): readonly [number, number] {
  const core = [
    0,
    threshold,
    ...(margin === null ? [] : [margin]),
    ...points.map((p) => p.estimate),
  ];
  const [low, high] = [Math.min(...core), Math.max(...core)];
  const furthest = FURTHEST * Math.max(high - low, Number.EPSILON);
  const ends = points.flatMap(({ interval }) => interval ?? []).filter(Number.isFinite);
  const bottom = Math.max(low - furthest, Math.min(low, ...ends));
  const top = Math.min(high + furthest, Math.max(high, ...ends));
  const air = AIR * (top - bottom);
  return [bottom - air, top + air];
}

/** The estimate at each check with its interval, and the lines that it is held against. */
export function estimateSeries(
  points: readonly EstimatePoint[],
  limits: Limits,
  range: readonly [number, number],
  textOf: (effect: number) => string,
): (CustomSeriesOption | LineSeriesOption | ScatterSeriesOption)[] {
  return [
    intervalBars(points, range),
    ...LABELS.flatMap((label) => labelledPoints(points, label)),
    limitLines(limits, textOf),
  ].map((series) => ({ ...series, xAxisIndex: 1, yAxisIndex: 1 }));
}

function labelledPoints(
  points: readonly EstimatePoint[],
  label: VerdictLabel,
): ScatterSeriesOption[] {
  const data = points.filter((one) => one.label === label).map((one) => [one.atMs, one.estimate]);
  if (data.length === 0) return [];
  return [
    {
      type: 'scatter',
      name: label,
      data,
      symbol: SHAPES[label],
      symbolSize: label === 'fail' ? 13 : 9,
      color: colour('canary'),
      itemStyle: { color: colour('canary'), opacity: 1 },
      silent: true,
      emphasis: { disabled: true },
    },
  ];
}

/** Ends that the picture cuts have no cap. */
function intervalBars(
  points: readonly EstimatePoint[],
  [bottom, top]: readonly [number, number],
): CustomSeriesOption {
  const bars = points.flatMap(({ atMs, interval }) =>
    interval === null ? [] : [{ atMs, interval }],
  );
  return {
    type: 'custom',
    silent: true,
    clip: true,
    data: bars.map(({ atMs, interval: [low] }, at) => [atMs, Math.max(bottom, low), at]),
    renderItem: (params, api) => {
      const bar = bars[params.dataIndex];
      if (bar === undefined) return null;
      const [low, high] = bar.interval;
      const from = api.coord([bar.atMs, Math.max(bottom, low)]);
      const to = api.coord([bar.atMs, Math.min(top, high)]);
      const style = { stroke: colour('canary'), fill: 'none', lineWidth: 1.5 };
      const line = (a: readonly number[], b: readonly number[]) =>
        ({
          type: 'line',
          shape: { x1: a[0] ?? 0, y1: a[1] ?? 0, x2: b[0] ?? 0, y2: b[1] ?? 0 },
          style,
        }) as const;
      const cap = ([x = 0, y = 0]: readonly number[]) =>
        line([x - CAP_PIXELS, y], [x + CAP_PIXELS, y]);
      return {
        type: 'group',
        children: [
          line(from, to),
          ...(low >= bottom ? [cap(from)] : []),
          ...(high <= top ? [cap(to)] : []),
        ],
      };
    },
  };
}

function limitLines(
  { threshold, margin }: Limits,
  textOf: (effect: number) => string,
): LineSeriesOption {
  const line = (yAxis: number, text: string, type: 'solid' | 'dashed' | 'dotted') => ({
    yAxis,
    lineStyle: { color: colour(type === 'solid' ? 'quiet' : 'limit'), type, width: 1.5 },
    label: {
      formatter: text,
      position: type === 'solid' ? ('insideStartBottom' as const) : ('insideStartTop' as const),
      color: colour(type === 'solid' ? 'quiet' : 'limit'),
    },
  });
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      symbol: 'none',
      silent: true,
      animation: false,
      data: [
        line(0, 'no effect', 'solid'),
        line(threshold, `threshold ${textOf(threshold)}`, 'dashed'),
        ...(margin === null || margin === threshold
          ? []
          : [line(margin, `passes up to ${textOf(margin)}`, 'dotted')]),
      ],
    },
  };
}
