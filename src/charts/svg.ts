import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { darkStyle } from './colours.js';

use([
  CustomChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TitleComponent,
]);

export const WIDTH = 800;
export const HEIGHT = 600;

/** For those who do not see it. */
export interface AltText {
  readonly title: string;
  readonly description: string;
}

/** Draws without a browser. The same option gives the same bytes, in whatever order charts are drawn. */
export function renderSvg(option: EChartsCoreOption, alt: AltText): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({ animation: false, useUTC: true, ...option });
    return finished(chart.renderToSVGString(), alt);
  } finally {
    chart.dispose();
  }
}

function finished(svg: string, { title, description }: AltText): string {
  const end = svg.indexOf('>');
  const head = [
    ' role="img" aria-labelledby="title desc">',
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(description)}</desc>`,
    `<style>${darkStyle()}</style>`,
  ].join('\n');
  // Names and classes count the charts that this process has drawn; the classes and what is meant for scripts go.
  const body = svg
    .slice(end + 1)
    .replaceAll(/<style\s*>[^]*?<\/style>\n?/g, '')
    .replaceAll(/ (?:class="zr\d+-|ecmeta_\w+=")[^"]*"/g, '')
    .replaceAll(/<path d="" [^>]*><\/path>\n?/g, '')
    .replaceAll(/\bzr\d+-/g, 'chart-');
  return `${svg.slice(0, end)}${head}${body}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
