import type { OrgPlan } from '../domain/org-plan.js';
import { isWritten, toRemove } from '../domain/plan.js';
import { parseKey } from '../domain/resource-key.js';
import type { ResourceKind } from '../domain/resource.js';
import type { Loaded } from './loaded.js';

/** What the client of an org has to be granted, at the least. */
export interface LeastRole {
  readonly org: string;
  readonly platform: string;
  /** Where its credentials are, as the environment names them. */
  readonly credentials: string;
  /** Of reading and planning alone. */
  readonly planning: readonly string[];
  /** Of deploying whatever the release has for the org. */
  readonly deploying: readonly string[];
}

/** The least role of an org's client by the components that the release has for the org. */
export function leastRoleOf(loaded: Loaded, org: string): LeastRole {
  const { platform, credentials } = loaded.binding(org);
  const client = loaded.client(org);
  const kinds = new Set(loaded.render(org).map(({ kind }) => kind));
  return {
    org,
    platform,
    credentials,
    planning: client.scopesFor([], kinds),
    deploying: [...new Set([...client.scopesFor(kinds), ...loadScopesOf(loaded, org)])].toSorted(),
  };
}

/** What placing test calls takes, where the policy has the environment's releases called before they pass. */
export function loadScopesOf(loaded: Loaded, org: string): readonly string[] {
  const { stagingGate } = loaded.release.policy;
  if (stagingGate?.requiredIn.includes(loaded.environment.name) !== true) return [];
  return loaded.client(org).testCalls?.scopes ?? [];
}

/** The kinds of resources that a plan writes; empty where it only reads. */
export function changedKinds(plan: OrgPlan): readonly ResourceKind[] {
  const written = plan.resources.filter(isWritten).map(({ kind }) => kind);
  const removed = toRemove(plan).flatMap(({ key }) => parseKey(key)?.kind ?? []);
  return [...new Set([...written, ...removed])];
}
