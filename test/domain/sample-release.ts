import type { JsonObject } from '../../src/domain/json.js';
import type { Environment, OrgBinding, Release, Scalar } from '../../src/domain/release-model.js';

type Model = Pick<Release, 'groups' | 'components' | 'templates'>;

/** A hub with queues, a region that routes to them, and two peers that share one component. */
export function sampleRelease(templates: Record<string, JsonObject> = {}): Model {
  return {
    groups: [
      group('shared', ['hub', 'hub_2'], ['queues']),
      group('region', ['east', 'west'], ['routing']),
      group('solo', ['lone'], ['queues']),
    ],
    components: {
      queues: {
        name: 'queues',
        resources: [{ kind: 'queue', name: 'support', template: 'templates/support.yaml' }],
      },
      routing: {
        name: 'routing',
        resources: [
          { kind: 'strategy', name: 'routing', template: 'templates/routing.json' },
          { kind: 'queue', name: 'main', template: 'templates/main.yaml' },
        ],
      },
    },
    templates: {
      'templates/support.yaml': { name: 'Support' },
      'templates/main.yaml': { name: 'Main {{ENV_REGION}}' },
      'templates/routing.json': {
        name: 'Routing',
        targets: [{ id: { ref: 'queue/main' } }, { id: { ref: 'shared/queue/support' } }],
      },
      ...templates,
    },
  };
}

function group(name: string, orgIds: string[], components: string[]): Release['groups'][number] {
  return { name, orgIds, components, dependsOn: [] };
}

/** hub above east and west; hub_2 beside it; lone for itself. */
export function sampleEnvironment(parents: Record<string, string | null> = {}): Environment {
  const all = { hub: null, hub_2: null, east: 'hub', west: 'hub', lone: null, ...parents };
  const orgs = Object.entries(all).map(([org, parent]) => [org, binding(org, parent)] as const);
  return {
    name: 'test',
    simulated: true,
    promotesFrom: null,
    orgs: Object.fromEntries(orgs),
    notHere: [],
  };
}

function binding(org: string, parent: string | null): OrgBinding {
  const variables: Record<string, Scalar> = { ENV_REGION: org, LIMIT: 300, MUSIC: true };
  return {
    org,
    platform: 'guide',
    realOrgId: `real-${org}`,
    parent,
    baseUrl: 'http://127.0.0.1:4010',
    region: 'east',
    carrier: 'alder',
    timeZone: 'Europe/Berlin',
    credentials: `file:test/${org}`,
    variables,
  };
}
