import type { ParsedWorld, WorldOrg } from '../world-file.js';
import { projectOrg } from './projection.js';
import { loadState, type GenesysState } from './state.js';

/** Projects the native resources of the Genesys Cloud orgs onto neutral ones. */
export function prepareGenesysCloud(file: ParsedWorld): ParsedWorld {
  if (!file.orgs.some((org) => org.platform === 'genesys-cloud')) return file;
  const state = loadState(file.orgs);
  return { ...file, orgs: file.orgs.map((org) => prepared(state, org)) };
}

function prepared(state: GenesysState, org: WorldOrg): WorldOrg {
  if (org.platform !== 'genesys-cloud') return org;
  const resources: WorldOrg['resources'] = { ...org.resources };
  for (const { kind, id, body } of projectOrg(state, org.id)) {
    resources[kind] = [...(resources[kind] ?? []), { ...body, id }];
  }
  return { ...org, resources };
}
