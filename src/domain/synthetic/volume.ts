import { ownMember } from '../own-member.js';
import type { Environment } from '../release-model.js';
import type { StagingGateRule } from './rule.js';

/**
 * Calls an hour that an org of an environment is loaded with: those of the busiest hour of the same org in the environment
 * that takes its passes, scaled; where that has no forecast, the busiest hour of its own. Null where neither is given.
 */
export function loadVolumeOf(
  environments: Readonly<Record<string, Environment>>,
  environment: string,
  org: string,
  { volumeScale }: Pick<StagingGateRule, 'volumeScale'>,
): number | null {
  const busiest = ({ orgs }: Environment): number[] => {
    const hours = ownMember(orgs, org)?.hourlyCalls ?? [];
    return hours.length === 0 ? [] : [Math.max(...hours)];
  };
  const onwards = Object.values(environments).filter(
    ({ promotesFrom }) => promotesFrom === environment,
  );
  const there = onwards.flatMap(busiest);
  if (there.length > 0) return Math.max(...there) * volumeScale;
  const [here] = busiest(ownMember(environments, environment) ?? { ...NOWHERE, name: environment });
  return here ?? null;
}

const NOWHERE = { simulated: false, promotesFrom: null, orgs: {}, notHere: [] } as const;
