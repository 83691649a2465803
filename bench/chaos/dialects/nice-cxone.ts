import type { Body, ChaosDialect, Editable } from './dialect.js';

const OF_ALL: readonly Editable[] = [
  { resource: 'queue', name: 'Support', patches: [(mark) => ({ native: { notes: mark } })] },
  {
    resource: 'directory',
    name: 'Weekdays',
    patches: [(mark) => ({ native: { description: mark } })],
  },
];

/** Nothing has a version: the last writer wins. */
export const niceCxone: ChaosDialect = {
  writes: 2,
  requests: () => [
    { kind: 'script', methods: ['POST'] },
    { kind: 'hours_of_operation', methods: ['PUT'] },
  ],
  guarded: () => [],
  editables: () => OF_ALL,
  refusesWithoutHeaders: true,
  blindMs: () => 5_000,
  stated,
  view,
};

/** Strategies, and the blocks of a point of contact, follow from its script. */
function stated(kind: string, body: Body): Body | null {
  if (kind === 'strategy') return null;
  const { blocks: _blocks, native, ...rest } = body;
  const { madeFrom: _madeFrom, ...own } = sectionOf(native);
  return { ...rest, native: own };
}

/** A script is what its current save says. */
function view(_kind: string, body: Body): Body {
  const native = sectionOf(body['native']);
  const { versions, lastUpdateTime: _time, ...rest } = native;
  if (!Array.isArray(versions)) return { ...body, native: rest };
  const { content } = sectionOf(versions.at(-1));
  const { header: _header, ...sections } = sectionOf(JSON.parse(String(content)));
  return { ...body, native: { ...rest, ...sections } };
}

function sectionOf(value: unknown): Body {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
