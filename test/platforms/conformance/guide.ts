import { sampleWorld } from '../../simulator/sample-world.js';
import { createPlatforms } from '../../../src/platforms/index.js';
import { declares } from '../../../src/platforms/guide/routes.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import type { ResourceKind } from '../../../src/domain/resource.js';
import { bindingOf, simulate } from '../guide/simulated.js';
import type { Sample, Subject } from './subject.js';

const there: Partial<Record<ResourceKind, string>> = {
  flow: 'Welcome',
  queue: 'Support',
  trunk: 'Trunk',
};

function sample(kind: ResourceKind): Sample {
  return {
    kind,
    there: there[kind] ?? null,
    made: { name: `A ${kind}`, enabled: true },
    changed: (body, text) => ({ ...body, note: text }),
    byHand: { comment: 'by Mo' },
  };
}

/** The guide's REST contract, in the simulator. */
export const guide: Subject = {
  platform: 'guide',
  declares,
  samples: (
    ['queue', 'flow', 'strategy', 'trunk', 'language_pack', 'directory', 'reporting'] as const
  ).map(sample),
  async start() {
    const sim = await simulate({}, withRivals());
    const clientOf = (org: string, clientId: string): OrgClient =>
      createPlatforms({
        secrets: { read: async () => ({ clientId, clientSecret: `${org}-secret` }) },
        requestTimeoutMs: 2_000,
      }).connect(bindingOf(org, sim.url));
    return {
      realOrgId: 'east',
      client: () => clientOf('east', 'east-client'),
      rival: () => clientOf('east', 'east-rival'),
      reader: () => clientOf('east', 'east-reader'),
      stranger: () => clientOf('west', 'west-client'),
      fault: (effect, aim) => sim.control('faults', { ...aim, effect }),
      hits: async (id) => (await sim.hits(id)).hits,
      nowMs: async () => {
        const answer = await fetch(`${sim.url}/_sim/clock`);
        return ((await answer.json()) as { nowMs: number }).nowMs;
      },
      close: () => sim.close(),
    };
  },
};

function withRivals(): ReturnType<typeof sampleWorld> {
  const world = sampleWorld();
  return {
    ...world,
    orgs: world.orgs.map((org) => {
      const [first, ...others] = org.clients ?? [];
      if (org.id !== 'east' || first === undefined) return org;
      const rival = { ...first, clientId: 'east-rival' };
      const reader = { ...first, clientId: 'east-reader', scopes: ['organization:read'] };
      return { ...org, clients: [first, ...others, rival, reader] };
    }),
  };
}
