import type { ChaosDialect, Editable } from './dialect.js';

const OF_SUB: readonly Editable[] = [
  {
    resource: 'flow',
    name: 'Regional_IVR_v2.*',
    patches: [
      (mark) => ({ note: mark }),
      (mark) => ({ name: `Regional_IVR_${mark}` }),
      (mark) => ({ settings: { byHand: mark } }),
      () => ({ settings: { playMusicOnHold: false } }),
    ],
  },
  {
    resource: 'strategy',
    name: 'Production_Routing_v2.*',
    patches: [
      (mark) => ({ note: mark }),
      (mark) => ({ name: `Production_Routing_${mark}` }),
      (mark) => ({ settings: { owner: mark } }),
    ],
  },
  {
    resource: 'queue',
    name: 'Regional_Main',
    patches: [(mark) => ({ description: mark }), (mark) => ({ members: [mark] })],
  },
  {
    resource: 'trunk',
    name: 'Trunk_Primary',
    patches: [(mark) => ({ note: mark })],
  },
  {
    resource: 'reporting',
    name: 'Regional_Quality',
    patches: [(mark) => ({ interval: mark }), (mark) => ({ note: mark })],
  },
];

const OF_HUB: readonly Editable[] = [
  {
    resource: 'flow',
    name: 'Global_IVR_Template_v2.*',
    patches: [(mark) => ({ note: mark }), (mark) => ({ name: `Global_IVR_${mark}` })],
  },
  {
    resource: 'reporting',
    name: 'Enterprise_Dashboard',
    patches: [(mark) => ({ metrics: [mark] }), (mark) => ({ note: mark })],
  },
  {
    resource: 'reporting',
    name: 'Rollout_Quality',
    patches: [(mark) => ({ interval: mark })],
  },
];

/** Every resource has an ETag, and every write is conditional. */
export const guide: ChaosDialect = {
  writes: 3,
  requests: (isHub) => [
    { kind: 'flow', methods: ['PATCH'] },
    ...(isHub ? [] : [{ kind: 'strategy', methods: ['PATCH'] as const }]),
    { kind: 'reporting', methods: ['POST', 'POST', 'DELETE'] },
  ],
  guarded: (isHub) => [
    { kind: 'flow', methods: ['PATCH'] },
    { kind: isHub ? 'reporting' : 'strategy', methods: ['PATCH'] },
  ],
  editables: (isHub) => (isHub ? OF_HUB : OF_SUB),
  refusesWithoutHeaders: false,
  blindMs: () => 0,
  stated: (_kind, body) => body,
  view: (_kind, body) => body,
};
