import type { JsonObject } from '../../src/simulator/json.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { allScopes, sampleWorld } from '../simulator/sample-world.js';

type OrgFile = WorldFile['orgs'][number];

export const orgNames = ['hub', 'east', 'west', 'north'] as const;

/** What `env:PRODUCTION_<ORG>` references read. */
export const credentials: Readonly<Record<string, string>> = Object.fromEntries(
  orgNames.flatMap((name) => [
    [`PRODUCTION_${name.toUpperCase()}_CLIENT_ID`, `${name}-client`],
    [`PRODUCTION_${name.toUpperCase()}_CLIENT_SECRET`, `${name}-secret`],
  ]),
);

/** A hub and three subs that people have configured by hand: alike, but not the same. */
export function liveWorld(): WorldFile {
  return sampleWorld({
    orgs: [
      org('hub', { queue: [queue('hub', 'Global Support', { skill: 'support' })] }),
      org('east', subResources('east')),
      org('west', subResources('west')),
      org('north', subResources('north')),
    ],
  });
}

function org(id: string, resources: NonNullable<OrgFile['resources']>): OrgFile {
  const parentOrgId = id === 'hub' ? null : 'hub';
  const clients = [{ clientId: `${id}-client`, clientSecret: `${id}-secret`, scopes: allScopes }];
  const type = parentOrgId === null ? ('parent' as const) : ('sub' as const);
  return { id, name: id, type, parentOrgId, region: 'us-east-1', clients, resources };
}

function queue(id: string, name: string, more: JsonObject): JsonObject & { id: string } {
  return {
    id: `${id}-${name.toLowerCase().replaceAll(' ', '-')}`,
    name,
    enabled: true,
    ...more,
  };
}

const channels: Readonly<Record<string, number>> = { east: 100, west: 200, north: 100 };
const numbers: Readonly<Record<string, string>> = {
  east: '+1 555 010 0001',
  west: '+1 555 010 0002',
  north: '+1 555 010 0003',
};

function subResources(id: string): NonNullable<OrgFile['resources']> {
  const [isEast, isWest] = [id === 'east', id === 'west'];
  return {
    queue: [
      queue(id, 'Main Queue', {
        description: `Callers of ${id}`,
        version: 7,
        dateCreated: '2026-01-01T00:00:00Z',
        selfUri: `/queues/${id}`,
        members: isWest ? ['ann', 'bob', 'cy'] : ['ann'],
        ...(isEast ? { overflow: { afterSeconds: 30 } } : {}),
      }),
      queue(id, 'Main Queue!', { description: 'the same key as the other' }),
      ...(isWest ? [queue(id, 'Only West', {})] : []),
    ],
    strategy: [
      {
        id: `${id}-strategy`,
        name: 'Regional Routing',
        settings: { enabled: true },
        targets: [
          { type: 'Queue', id: `${id}-main-queue`, weight: isWest ? 80 : 100, priority: 1 },
          { type: 'Queue', id: 'hub-global-support', weight: 0, priority: 2 },
        ],
      },
    ],
    trunk: [
      {
        id: `${id}-trunk`,
        name: 'Trunk',
        carrier: 'alder',
        callerId: numbers[id] ?? '',
        settings: { enabled: true, channels: channels[id] ?? 0, host: 'sip.example.com' },
        sip: { user: 'rollcall', password: `hunter-${id}` },
      },
    ],
    flow: [
      {
        id: `${id}-flow`,
        name: 'Welcome {1}',
        settings: { callTimeoutSeconds: 300, note: null },
        blocks: [
          { id: 'b1', type: 'SetVariable', properties: { value: id, recorded: isWest } },
          { id: 'b2', type: 'TransferToStrategy', properties: { strategyId: `${id}-strategy` } },
        ],
        hints: [{ id: 'h2' }, ...(isEast ? [] : [{ id: 'h1' }])],
        motd: 'see {{here}}',
      },
    ],
  };
}
