import type { WorldFile } from '../../src/simulator/world-file.js';

type OrgFile = WorldFile['orgs'][number];

const scopes = [
  'organization:read',
  'flow:edit',
  'routing:strategy:edit',
  'telephony:trunk:edit',
  'deployment:manage',
];

/** A world of equal orgs: 480 calls an hour each, one hub, five orgs to a carrier. */
export function loadWorld(
  orgs: number,
  warmUpMinutes: number,
  requestLimit?: WorldFile['requestLimit'],
): WorldFile {
  const ids = Array.from({ length: orgs }, (_, index) => `org-${String(index).padStart(4, '0')}`);
  return {
    seed: 1,
    startAt: '2026-03-02T09:00:00.000Z',
    warmUpMinutes,
    ...(requestLimit === undefined ? {} : { requestLimit }),
    orgs: ids.map(orgOf),
  };
}

function orgOf(id: string, index: number): OrgFile {
  return {
    id,
    name: `Org ${id}`,
    type: index === 0 ? 'parent' : 'sub',
    parentOrgId: index === 0 ? null : 'org-0000',
    region: 'us-east-1',
    carrier: `carrier-${Math.floor(index / 5)}`,
    clients: [{ clientId: `${id}-client`, clientSecret: `${id}-secret`, scopes }],
    callers: {
      perMinute: 8,
      patienceSeconds: 180,
      flowHangupRatioPerMinute: 0.05,
      entryFlowId: `${id}-flow`,
    },
    queues: {
      [`${id}-sales`]: { agents: 24, handleSeconds: 300, skill: 'sales' },
      [`${id}-service`]: { agents: 24, handleSeconds: 300, skill: 'service' },
    },
    resources: {
      queue: [
        { id: `${id}-sales`, name: 'Sales', enabled: true },
        { id: `${id}-service`, name: 'Service', enabled: true },
      ],
      strategy: [
        {
          id: `${id}-strategy`,
          name: 'Main',
          settings: { enabled: true },
          targets: [
            { type: 'Queue', id: `${id}-sales`, weight: 50, priority: 1 },
            { type: 'Queue', id: `${id}-service`, weight: 50, priority: 1 },
          ],
        },
      ],
      trunk: [{ id: `${id}-trunk`, name: 'Trunk', settings: { enabled: true, channels: 200 } }],
      flow: [
        {
          id: `${id}-flow`,
          name: 'Welcome',
          settings: { callTimeoutSeconds: 300 },
          blocks: [
            { id: 'greeting', type: 'PlayPrompt', properties: { durationSeconds: 10 } },
            { id: 'menu', type: 'Menu', properties: { durationSeconds: 15 } },
            {
              id: 'transfer',
              type: 'TransferToStrategy',
              properties: { strategyId: `${id}-strategy` },
            },
          ],
        },
      ],
    },
  };
}
