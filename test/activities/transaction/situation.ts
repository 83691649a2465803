import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import type { Environment, OrgBinding, Release } from '../../../src/domain/release-model.js';
import type { ResourceKind } from '../../../src/domain/resource.js';

/** Templates of the sub's resources, by name; null: the release does not have it. */
export type Templates = Readonly<Record<Named, JsonObject | null>>;
export type Named = (typeof RESOURCES)[number]['name'];

/** In no order: the plan makes layers of what refers to what. */
export const RESOURCES = [
  { kind: 'flow', name: 'ivr' },
  { kind: 'strategy', name: 'routing' },
  { kind: 'queue', name: 'main' },
  { kind: 'reporting', name: 'quality' },
] as const satisfies readonly { kind: ResourceKind; name: string }[];

const value = fc.constantFrom<Json>('r0', 'r1', 'r2');
const members = (model: Record<string, fc.Arbitrary<Json>>): fc.Arbitrary<JsonObject> =>
  fc.record(model, { requiredKeys: [] }).map((some) => ({ ...some }) as JsonObject);
const settings = members({ p: value, q: value });
const targets = fc.uniqueArray(
  fc.record<JsonObject>(
    {
      id: fc.constantFrom<Json>('a', 'b', { ref: 'queue/main' }, { ref: 'hub/queue/shared' }),
      weight: value,
    },
    { requiredKeys: ['id', 'weight'] },
  ),
  { minLength: 1, maxLength: 3, selector: ({ id }) => JSON.stringify(id) },
) as fc.Arbitrary<Json>;

const plain = members({ note: value, settings, tags: fc.array(value, { maxLength: 2 }) });
const named = (body: fc.Arbitrary<JsonObject>, name: string): fc.Arbitrary<JsonObject> =>
  body.map((some) => ({ name, ...some }));

/** A release of everything that is there at first. */
const first = fc.record<Record<Named, JsonObject | null>>({
  main: named(plain, 'Main'),
  routing: fc
    .tuple(named(plain, 'Routing'), targets)
    .map(([body, list]) => ({ ...body, targets: list })),
  ivr: named(plain, 'IVR').map((body) => ({ ...body, strategyId: { ref: 'strategy/routing' } })),
  quality: fc.option(
    named(plain, 'Quality').map((body) => ({ ...body, queueId: { ref: 'queue/main' } })),
    // What is created is half of the matter.
    { freq: 1 },
  ),
});

/** What the org has, and the release that comes. */
export interface Situation {
  readonly had: Templates;
  readonly wanted: Templates;
}

export const situation: fc.Arbitrary<Situation> = fc
  .tuple(first, first)
  // A resource that goes stays as it is: no matter of this transaction.
  .map(([had, wanted]) => ({
    had,
    wanted: { ...wanted, quality: wanted.quality ?? had.quality },
  }));

const binding = (org: string, parent: string | null): OrgBinding => ({
  org,
  platform: 'guide',
  realOrgId: org,
  parent,
  baseUrl: 'http://nowhere',
  region: 'r',
  carrier: 'c',
  timeZone: 'UTC',
  credentials: `file:${org}`,
  variables: {},
});

export const ENVIRONMENT: Environment = {
  name: 'test',
  simulated: true,
  promotesFrom: null,
  orgs: { hub: binding('hub', null), sub: binding('sub', 'hub') },
  notHere: [],
};

export const HUB_QUEUE: JsonObject = { name: 'Shared' };

/** A release that has these templates for the sub, and a queue in the hub. */
export function releaseOf(templates: Templates, policy: Release['policy']): Release {
  const there = RESOURCES.filter(({ name }) => templates[name] !== null);
  const resources = there.map(({ kind, name }) => ({ kind, name, template: name }));
  return {
    commit: 'commit',
    digest: 'digest',
    environmentFilesDigest: 'digest',
    groups: [
      { name: 'hub', orgIds: ['hub'], components: ['shared'], dependsOn: [] },
      { name: 'subs', orgIds: ['sub'], components: ['own'], dependsOn: ['hub'] },
    ],
    components: {
      shared: {
        name: 'shared',
        resources: [{ kind: 'queue', name: 'shared', template: 'shared' }],
      },
      own: { name: 'own', resources },
    },
    templates: {
      shared: HUB_QUEUE,
      ...Object.fromEntries(there.map(({ name }) => [name, templates[name] ?? {}])),
    },
    policy,
    environments: { test: ENVIRONMENT },
  };
}
