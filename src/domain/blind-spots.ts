import type { PlannedWave } from './rollout-plan.js';

/**
 * What keeps waves from being judged well, a line for each reason with the waves that it concerns:
 * `50 %, 100 %: the calls of its orgs could not be read`.
 */
export function blindSpotsOf(
  waves: readonly Pick<PlannedWave, 'name' | 'outlook'>[],
): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, outlook } of waves)
    for (const warning of outlook?.warnings ?? []) {
      const names = byReason.get(warning) ?? [];
      byReason.set(warning, names);
      names.push(name);
    }
  return [...byReason].map(([warning, names]) => `${names.join(', ')}: ${warning}`);
}
