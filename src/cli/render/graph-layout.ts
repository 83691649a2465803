import type { GraphPicture, PictureEdge, PictureNode } from '../../domain/graph-picture.js';
import { fitted, widthOf } from './graph-text.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends PictureNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends PictureEdge {
  /** From the right side of a box to the left side of another; pairs of points inside are lanes to keep to. */
  readonly points: readonly Point[];
  /** It leads back to an earlier tier, below all boxes. */
  readonly isBack: boolean;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly { readonly x: number; readonly width: number }[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Pixels. */
export const FONT_SIZE = 13;
const PADDING = 14;
const NODE_HEIGHT = 46;
const LANE_HEIGHT = 14;
const ROW_GAP = 18;
const COLUMN_GAP = 76;
const BACK_LANE = 14;
const SWEEPS = 4;

/** A box, or the lane of an edge that passes through a column. */
interface Slot {
  readonly id: string;
  readonly node: PictureNode | null;
}

/** The slots that an edge goes through, from its start to its end. */
interface Chain {
  readonly edge: PictureEdge;
  readonly slots: readonly string[];
}

/**
 * Places a picture's boxes, tiers as columns. Edges over several tiers get a lane in the columns between, so that
 * no edge runs behind a box. The same picture is always placed alike.
 */
export function layOut(picture: GraphPicture): Layout {
  const { columns, chains, back } = slotsOf(picture);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) untangle(columns, chains, sweep % 2 === 0);
  const widths = columns.map((slots) => Math.max(0, ...slots.map(slotWidth)));
  const lefts = widths.map((_, at) =>
    widths.slice(0, at).reduce((x, width) => x + width + COLUMN_GAP, 0),
  );
  const bottom = Math.max(0, ...columns.map(heightOf));
  const places = new Map<string, PlacedSlot>();
  columns.forEach((slots, at) => {
    let y = (bottom - heightOf(slots)) / 2;
    for (const slot of slots) {
      const height = slotHeight(slot);
      places.set(slot.id, { slot, x: lefts[at] ?? 0, y, width: widths[at] ?? 0, height });
      y += height + ROW_GAP;
    }
  });
  return {
    width: (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: bottom + (back.length === 0 ? 0 : BACK_LANE * (back.length + 1)),
    columns: lefts.map((x, at) => ({ x, width: widths[at] ?? 0 })),
    nodes: [...places.values()].flatMap(({ slot, ...place }) =>
      slot.node === null ? [] : [{ ...slot.node, ...place }],
    ),
    edges: [
      ...chains.map((chain) => forward(chain, places)),
      ...back.map((edge, index) => backward(edge, places, bottom + BACK_LANE * (index + 1))),
    ],
  };
}

interface PlacedSlot {
  readonly slot: Slot;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function slotsOf(picture: GraphPicture): {
  columns: Slot[][];
  chains: Chain[];
  back: PictureEdge[];
} {
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]));
  const tierOf = new Map(picture.tiers.flatMap((ids, tier) => ids.map((id) => [id, tier])));
  const columns = picture.tiers.map((ids) =>
    ids.map((id): Slot => ({ id, node: nodes.get(id) ?? null })),
  );
  const chains: Chain[] = [];
  const back: PictureEdge[] = [];
  for (const [index, edge] of picture.edges.entries()) {
    const from = tierOf.get(edge.from);
    const to = tierOf.get(edge.to);
    if (from === undefined || to === undefined) continue;
    if (to <= from) {
      back.push(edge);
      continue;
    }
    const lanes = columns.slice(from + 1, to).map((slots, at) => {
      const lane = { id: `lane ${index} ${at}`, node: null };
      slots.push(lane);
      return lane.id;
    });
    chains.push({ edge, slots: [edge.from, ...lanes, edge.to] });
  }
  return { columns, chains, back };
}

/** Orders each column by where the neighbours in the column before (or after) stand. */
function untangle(columns: Slot[][], chains: readonly Chain[], forwards: boolean): void {
  const neighbours = new Map<string, string[]>();
  for (const { slots } of chains)
    slots.forEach((id, at) => {
      const other = slots[forwards ? at - 1 : at + 1];
      if (other !== undefined) neighbours.set(id, [...(neighbours.get(id) ?? []), other]);
    });
  const heights = new Map<string, number>();
  for (const slots of forwards ? columns : columns.toReversed()) {
    const wish = new Map(
      slots.map(({ id }, at) => {
        const near = (neighbours.get(id) ?? []).flatMap((other) => heights.get(other) ?? []);
        const own = at / Math.max(1, slots.length - 1);
        return [id, near.length === 0 ? own : near.reduce((a, b) => a + b, 0) / near.length];
      }),
    );
    slots.sort((a, b) => (wish.get(a.id) ?? 0) - (wish.get(b.id) ?? 0));
    slots.forEach(({ id }, at) => heights.set(id, at / Math.max(1, slots.length - 1)));
  }
}

function slotWidth({ node }: Slot): number {
  if (node === null) return 0;
  const texts = [fitted(node.label), fitted(node.detail)];
  return Math.ceil(Math.max(...texts.map((text) => widthOf(text, FONT_SIZE)))) + 2 * PADDING;
}

function slotHeight({ node }: Slot): number {
  return node === null ? LANE_HEIGHT : NODE_HEIGHT;
}

function heightOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, slot) => sum + slotHeight(slot), ROW_GAP * (slots.length - 1));
}

function forward({ edge, slots }: Chain, places: ReadonlyMap<string, PlacedSlot>): PlacedEdge {
  const points = slots.flatMap((id, at) => {
    const { left, right } = sidesOf(places, id);
    if (at === 0) return [right];
    return at === slots.length - 1 ? [left] : [left, right];
  });
  return { ...edge, points, isBack: false };
}

function backward(
  edge: PictureEdge,
  places: ReadonlyMap<string, PlacedSlot>,
  y: number,
): PlacedEdge {
  const { right: start } = sidesOf(places, edge.from);
  const { left: end } = sidesOf(places, edge.to);
  const out = start.x + COLUMN_GAP / 4;
  const back = end.x - COLUMN_GAP / 4;
  const corners = [
    { x: out, y: start.y },
    { x: out, y },
    { x: back, y },
    { x: back, y: end.y },
  ];
  return { ...edge, points: [start, ...corners, end], isBack: true };
}

function sidesOf(
  places: ReadonlyMap<string, PlacedSlot>,
  id: string,
): { left: Point; right: Point } {
  const place = places.get(id);
  if (place === undefined) throw new Error(`${id} was not placed`);
  const y = place.y + place.height / 2;
  return { left: { x: place.x, y }, right: { x: place.x + place.width, y } };
}
