import type { Body, ChaosDialect, Editable } from './dialect.js';

/** What the simulator works out for callers. */
const DERIVED = new Set(['blocks', 'settings', 'targets']);

/** Resources that no caller notices are among the simulator's directories. */
const OF_ALL: readonly Editable[] = [
  {
    resource: 'flow',
    name: 'Welcome',
    patches: [(mark) => ({ content: { inboundCall: { description: mark } } })],
  },
  { resource: 'flow', name: 'Main line', patches: [(mark) => ({ description: mark })] },
  {
    resource: 'strategy',
    name: 'Routing weights/main',
    patches: [(mark) => ({ note: mark })],
  },
  { resource: 'queue', name: 'Support', patches: [(mark) => ({ description: mark })] },
  {
    resource: 'directory',
    name: 'Weekdays',
    patches: [(mark) => ({ description: mark }), (mark) => ({ byHand: mark })],
  },
  { resource: 'directory', name: 'Resolved', patches: [(mark) => ({ description: mark })] },
];

const OF_SUB: readonly Editable[] = [
  ...OF_ALL,
  { resource: 'trunk', name: 'Carrier trunk', patches: [(mark) => ({ description: mark })] },
];

/** Versions guard IVRs and schedules, a lock flows; rows, queues and wrap-up codes nothing. */
export const genesysCloud: ChaosDialect = {
  writes: 4,
  requests: () => [
    { kind: 'flowJob', methods: ['POST'] },
    { kind: 'flow', methods: ['POST'] },
    { kind: 'datatableRow', methods: ['PUT'] },
    { kind: 'schedule', methods: ['PUT'] },
    { kind: 'wrapupCode', methods: ['POST', 'POST', 'DELETE'] },
  ],
  guarded: () => [{ kind: 'schedule', methods: ['PUT'] }],
  editables: (isHub) => (isHub ? OF_ALL : OF_SUB),
  refusesWithoutHeaders: false,
  // People of the simulator take no notice of a flow's lock.
  blindMs: (kind) => (kind === 'trunk' ? 0 : 5_000),
  stated: (_kind, body) => without(body, DERIVED),
  view: (_kind, stated) => without(stated, new Set(['publishedVersion', 'version'])),
};

function without(body: Body, members: ReadonlySet<string>): Body {
  return Object.fromEntries(Object.entries(body).filter(([member]) => !members.has(member)));
}
