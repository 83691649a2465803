import { OrgState, type RolloutStatus } from '../domain/rollout-status.js';

/** How many orgs of an environment are in a state. */
export interface OrgCount {
  readonly environment: string;
  readonly state: OrgState;
  readonly count: number;
}

/**
 * Counts each org once, by what the newest rollout did to it; one that did nothing to it says nothing against an
 * older one that did. `statuses`: the newest first.
 */
export function orgsByState(statuses: readonly RolloutStatus[]): readonly OrgCount[] {
  const environments = new Map<string, Map<string, OrgState>>();
  for (const { environment, outcomes } of statuses) {
    const states = environments.get(environment) ?? new Map<string, OrgState>();
    environments.set(environment, states);
    for (const { org, state } of outcomes)
      if ((states.get(org) ?? 'untouched') === 'untouched') states.set(org, state);
  }
  return [...environments].flatMap(([environment, states]) =>
    Object.values(OrgState).map((state) => ({
      environment,
      state,
      count: [...states.values()].filter((one) => one === state).length,
    })),
  );
}
