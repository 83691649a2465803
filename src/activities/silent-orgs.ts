import type { Loaded } from '../planning/loaded.js';

const NAMED = 5;

/** That there is no pass to be had is said before an hour of staging, not after it. */
export function silentOrgsWarning(loaded: Loaded): string[] {
  const { environment, release } = loaded;
  if (release.policy.stagingGate?.requiredIn.includes(environment.name) !== true) return [];
  const silent = loaded.orgs.filter(({ org }) => loaded.client(org).testCalls === undefined);
  if (silent.length === 0) return [];
  const named = silent.slice(0, NAMED).map(({ org, platform }) => `${org} (${platform})`);
  const more = silent.length > NAMED ? ` and ${silent.length - NAMED} more` : '';
  return [
    `NO PASS TO BE HAD: ${environment.name} requires the staging gate, and the platforms of ${named.join(', ')}${more} place no test calls`,
  ];
}
