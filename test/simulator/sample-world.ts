import type { JsonObject } from '../../src/simulator/json.js';
import type { WorldFile } from '../../src/simulator/world-file.js';

export const startAt = '2026-03-02T09:00:00.000Z';
export const startMs = Date.parse(startAt);

export const allScopes = [
  'organization:read',
  'flow:edit',
  'routing:strategy:edit',
  'telephony:trunk:edit',
  'deployment:manage',
];

type OrgFile = WorldFile['orgs'][number];

/** A hub with two subs; each has its own flow, strategy, trunk and queue, the hub a shared queue. */
export function sampleWorld(changes: Partial<WorldFile> = {}): WorldFile {
  return {
    seed: 7,
    startAt,
    warmUpMinutes: 60,
    orgs: [org('hub', null), org('east', 'hub'), org('west', 'hub')],
    ...changes,
  };
}

/** An org of a sample world: about 20 calls a minute, staffed for a load near 0.85. */
export function org(id: string, parentOrgId: string | null): OrgFile {
  return {
    id,
    name: `Org ${id}`,
    type: parentOrgId === null ? 'parent' : 'sub',
    parentOrgId,
    region: 'us-east-1',
    carrier: 'acme',
    clients: [{ clientId: `${id}-client`, clientSecret: `${id}-secret`, scopes: allScopes }],
    callers: {
      perMinute: 20,
      patienceSeconds: 120,
      flowHangupRatioPerMinute: 0.1,
      entryFlowId: `${id}-flow`,
    },
    queues: { [`${id}-queue`]: { agents: 70, handleSeconds: 180, skill: 'english' } },
    resources: resourcesOf(id),
  };
}

function resourcesOf(id: string): NonNullable<OrgFile['resources']> {
  return {
    language_pack: [{ id: `${id}-pack`, name: 'English', locale: 'en-US' }],
    queue: [
      { id: `${id}-queue`, name: 'Support', enabled: true },
      { id: `${id}-unstaffed`, name: 'Unstaffed', enabled: true },
    ],
    strategy: [
      {
        id: `${id}-strategy`,
        name: 'Main',
        settings: { enabled: true },
        targets: [
          { type: 'Queue', id: `${id}-queue`, weight: 100, priority: 1 },
          { type: 'Queue', id: 'hub-queue', weight: 0, priority: 2 },
        ],
      },
    ],
    trunk: [{ id: `${id}-trunk`, name: 'Trunk', settings: { enabled: true, channels: 500 } }],
    flow: [
      {
        id: `${id}-flow`,
        name: 'Welcome',
        settings: { callTimeoutSeconds: 300, languagePackId: `${id}-pack` },
        blocks: flowBlocks(id),
      },
    ],
  };
}

/** The blocks of a sample flow: forty seconds, then the org's strategy. */
export function flowBlocks(id: string): (JsonObject & { id: string })[] {
  return [
    { id: 'region', type: 'SetVariable', properties: { value: id } },
    { id: 'greeting', type: 'PlayPrompt', properties: { durationSeconds: 15 } },
    { id: 'menu', type: 'Menu', properties: { durationSeconds: 25 } },
    { id: 'transfer', type: 'TransferToStrategy', properties: { strategyId: `${id}-strategy` } },
  ];
}
