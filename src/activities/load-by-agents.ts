import { mayBeWritten } from '../domain/adjustment.js';
import { targetsOf } from '../domain/capacity/routing.js';
import { withFollowedWeights } from '../domain/synthetic/followed-weights.js';
import type { OrgUnderLoad, StrategyUnderLoad } from '../domain/synthetic/load.js';
import type { Loaded } from '../planning/loaded.js';
import type { CallOptions } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import { adjustmentsOf } from './org-work.js';

/** Why nothing follows the agents for a while. */
export const UNDER_LOAD = 'test calls are under way: weights stay until these are judged';

/** True between the placing of a rollout's synthetic load and its verdict: whoever moves weights then moves its measure. */
export async function isUnderLoad(
  { ledger }: Pick<ActivityDeps, 'ledger'>,
  rolloutKey: string,
): Promise<boolean> {
  const load = await ledger.readLoad(rolloutKey);
  return load !== null && load.verdict === null;
}

/** An org under load with the weights that followed its agents, where the policy lets them. */
export async function withWeightsByAgents(
  deps: ActivityDeps,
  loaded: Loaded,
  rolloutKey: string,
  under: OrgUnderLoad,
  options: CallOptions,
): Promise<OrgUnderLoad> {
  if (loaded.release.policy.traffic?.byAgents === undefined) return under;
  const { org } = under;
  const { resources } = await deps.ledger.readPlan(loaded.address(org), rolloutKey);
  const decided = mayBeWritten(await adjustmentsOf(deps, loaded, org, rolloutKey));
  const strategies: StrategyUnderLoad[] = [];
  for (const strategy of under.strategies) {
    const envelope = resources.find(({ key }) => key === strategy.key)?.envelope;
    const live =
      envelope === undefined
        ? null
        : await loaded.client(org).read('strategy', strategy.id, options);
    if (envelope === undefined || live === null) {
      strategies.push(strategy);
      continue;
    }
    strategies.push(
      withFollowedWeights(strategy, {
        envelope,
        decided: decided.get(strategy.key) ?? [],
        live: Object.fromEntries(targetsOf(live.body).map(({ id, weight }) => [id, weight])),
      }),
    );
  }
  return { ...under, strategies };
}
