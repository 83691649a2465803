import type { GraphPicture } from '../../domain/graph-picture.js';
import { FONT_SIZE, layOut, type PlacedEdge, type PlacedNode, type Point } from './graph-layout.js';
import { escapeXml, fitted, widthOf } from './graph-text.js';
import { describeEdge, describePicture } from './graph-words.js';

const MARGIN = 28;
/** Above the boxes: the title, and the number of each tier. */
const HEAD = 64;
const FOOT = 44;
const TITLE_SIZE = 16;
const SMALL_SIZE = 11;
const LEGEND = 'An arrow leads from what is needed to what needs it. Dashed: only as parent.';
const CYCLE_LEGEND = 'Red: a cycle; nothing can be deployed until one of its edges is gone.';

const STYLE = `
text { font-family: monospace; font-size: ${FONT_SIZE}px; fill: #1b2733; white-space: pre; }
.title { font-size: ${TITLE_SIZE}px; font-weight: bold; }
.quiet { font-size: ${SMALL_SIZE}px; fill: #51606e; }
.box { fill: #f3f7fb; stroke: #3d6a94; stroke-width: 1.5; }
.edge { fill: none; stroke: #3d6a94; stroke-width: 1.5; }
.cyclic { stroke: #b3261e; stroke-width: 2; }
`;

/** A picture as a self-contained SVG: no script, no font and no image from elsewhere. */
export function renderSvg(picture: GraphPicture): string {
  const layout = layOut(picture);
  const legend = [LEGEND, ...(picture.cycle === null ? [] : [CYCLE_LEGEND])];
  const title = fittedTitle(picture);
  const texts = [widthOf(title, TITLE_SIZE), ...legend.map((line) => widthOf(line, SMALL_SIZE))];
  const width = Math.ceil(2 * MARGIN + Math.max(layout.width, ...texts));
  const height = Math.ceil(HEAD + layout.height + FOOT + SMALL_SIZE * 1.5 * legend.length);
  const { name, description } = describePicture(picture);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="graph-title graph-desc">`,
    `<title id="graph-title">${escapeXml(name)}</title>`,
    `<desc id="graph-desc">${escapeXml(description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${marker('arrow', '#3d6a94')}${marker('arrow-cyclic', '#b3261e')}</defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN}">${escapeXml(title)}</text>`,
    `<g transform="translate(${MARGIN} ${HEAD})">`,
    ...layout.columns.map(
      ({ x }, tier) => `<text class="quiet" x="${x}" y="-14">Tier ${tier + 1}</text>`,
    ),
    ...layout.edges.map(edgeSvg),
    ...layout.nodes.map(nodeSvg),
    '</g>',
    ...legend.map(
      (line, at) =>
        `<text class="quiet" x="${MARGIN}" y="${HEAD + layout.height + FOOT + SMALL_SIZE * 1.5 * at}">${escapeXml(line)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** A long cycle is told in full by the description. */
function fittedTitle({ title, cycle }: GraphPicture): string {
  return cycle === null ? fitted(title) : fitted(title.replace(/: cycle .*$/s, ': a cycle'));
}

function marker(id: string, colour: string): string {
  return `<marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="${colour}"/></marker>`;
}

function nodeSvg(node: PlacedNode): string {
  const { x, y, width, height, label, detail, inCycle } = node;
  const middle = x + width / 2;
  return [
    `<g class="node"><title>${escapeXml(`${label}: ${detail}`)}</title>`,
    `<rect class="box${inCycle ? ' cyclic' : ''}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text x="${middle}" y="${y + 19}" text-anchor="middle">${escapeXml(fitted(label))}</text>`,
    `<text class="quiet" x="${middle}" y="${y + 36}" text-anchor="middle">${escapeXml(fitted(detail))}</text></g>`,
  ].join('');
}

function edgeSvg(edge: PlacedEdge): string {
  const { points, isBack, inCycle, reasons } = edge;
  const path = isBack ? straight(points) : curved(points);
  const dashed = reasons.every((reason) => reason === 'parent');
  return [
    `<path class="edge${inCycle ? ' cyclic' : ''}" d="${path}"`,
    dashed ? ' stroke-dasharray="6 4"' : '',
    ` marker-end="url(#${inCycle ? 'arrow-cyclic' : 'arrow'})">`,
    `<title>${escapeXml(describeEdge(edge))}</title></path>`,
  ].join('');
}

function straight(points: readonly Point[]): string {
  return points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** Curves between columns, straight lines through the lanes of a column. */
function curved(points: readonly Point[]): string {
  return points
    .map(({ x, y }, at) => {
      const before = points[at - 1];
      if (before === undefined) return `M${x} ${y}`;
      const half = (before.x + x) / 2;
      const isLane = at % 2 === 0;
      return isLane ? `L${x} ${y}` : `C${half} ${before.y} ${half} ${y} ${x} ${y}`;
    })
    .join('');
}
