import { allScopes, sampleWorld } from '../simulator/sample-world.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { soundFiles } from '../release/fixture.js';

/** The sample world, in which the clients of some orgs have been granted these scopes. */
export function worldWithScopes(scopes: Readonly<Record<string, readonly string[]>>): WorldFile {
  const world = sampleWorld();
  return {
    ...world,
    orgs: world.orgs.map((org) => ({
      ...org,
      clients: (org.clients ?? []).map((client) => ({
        ...client,
        scopes: [...(scopes[org.id] ?? allScopes)],
      })),
    })),
  };
}

/** A configuration of the sample world's hub and east: the hub has queues, east a queue and a strategy. */
export function filesFor(url: string): Record<string, string> {
  const environment = (soundFiles['environments/test.yaml'] ?? '')
    .replace('http://127.0.0.1:4010/', url)
    .replace('org_id: real-hub', 'org_id: hub')
    .replace('org_id: real-1', 'org_id: east')
    .replace('file:test/hub', 'env:HUB')
    .replace('file:test/sub_1', 'env:EAST');
  return { ...soundFiles, 'environments/test.yaml': environment };
}
