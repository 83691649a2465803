import type { EChartsCoreOption } from 'echarts/core';
import type { Stretch } from './arms.js';
import { colour } from './colours.js';

const LEFT = 76;
const RIGHT = 30;
const PANEL_HEIGHT = 190;
const PANEL_TOPS = [122, 362];
/** Room after the last check, as a share of the time shown: its mark is not to be cut. */
const AFTER_LAST = 0.02;

/** All that has no data in it: paper, title, legend, and where the two panels are. */
export function frame(
  title: string,
  subtitle: string,
  legend: readonly string[],
): EChartsCoreOption {
  return {
    backgroundColor: colour('paper'),
    textStyle: { color: colour('ink') },
    title: {
      text: title,
      subtext: subtitle,
      left: 12,
      top: 8,
      borderColor: colour('line'),
      textStyle: { color: colour('ink'), fontSize: 16 },
      subtextStyle: { color: colour('quiet'), fontSize: 12 },
    },
    legend: {
      top: 58,
      left: LEFT - 6,
      itemGap: 30,
      borderColor: colour('line'),
      selectedMode: false,
      textStyle: { color: colour('ink') },
      data: [...legend],
    },
    // Panels whose labels differ in length are to stand in one line all the same.
    grid: PANEL_TOPS.map((top) => ({
      left: LEFT,
      right: RIGHT,
      top,
      height: PANEL_HEIGHT,
      outerBoundsMode: 'none',
    })),
  };
}

/** The lower panel's says what time it is. */
export function timeAxis(gridIndex: number, { fromMs, toMs }: Stretch): Record<string, unknown> {
  const named = {
    name: 'platform time, UTC',
    nameLocation: 'middle',
    nameGap: 28,
    nameTextStyle: { color: colour('quiet') },
  };
  return {
    type: 'time',
    gridIndex,
    min: fromMs,
    max: toMs + AFTER_LAST * (toMs - fromMs),
    axisLine: { onZero: false, lineStyle: { color: colour('quiet') } },
    axisTick: { lineStyle: { color: colour('quiet') } },
    axisLabel: {
      color: colour('quiet'),
      hideOverlap: true,
      showMinLabel: false,
      showMaxLabel: false,
    },
    ...(gridIndex === 1 ? named : {}),
  };
}

/** Over exactly this range; only round values are written beside it. */
export function valueAxis(
  gridIndex: number,
  name: string,
  textOf: (value: number) => string,
  [min, max]: readonly [number, number],
): Record<string, unknown> {
  return {
    type: 'value',
    gridIndex,
    min,
    max,
    name,
    nameTextStyle: { color: colour('quiet'), align: 'left' },
    axisLabel: {
      color: colour('quiet'),
      formatter: textOf,
      showMinLabel: false,
      showMaxLabel: false,
    },
    splitLine: { lineStyle: { color: colour('line') } },
  };
}
