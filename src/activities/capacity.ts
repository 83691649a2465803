import { capacityGate, shortageText, type CapacityDecision } from '../domain/capacity/gate.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { load } from '../planning/loaded.js';
import { platformNow } from '../planning/platform-now.js';
import { agentsAhead } from './agents-ahead.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities, CapacityCheck } from './types.js';

/** What is said of shortages travels through the rollout's history and stands on its board. */
const NAMED = 12;

export function capacityActivities(deps: ActivityDeps): Pick<Activities, 'checkCapacity'> {
  return {
    checkCapacity: ({ scope, orgs }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const { capacity } = loaded.release.policy;
        if (capacity === undefined) return { open: true, shortages: [] };
        const nowMs = await platformNow(loaded, orgs, options);
        const planOf = (org: string): Promise<OrgPlan> =>
          deps.ledger.readPlan(loaded.address(org), scope.rolloutKey);
        const request = { orgs, nowMs, minutes: capacity.windowMinutes };
        const queues = await agentsAhead({ deps, loaded }, planOf, request, options);
        return checkOf(capacityGate(queues, capacity.rule));
      }),
  };
}

/** The worst first. */
function checkOf({ open, shortages, unknown }: CapacityDecision): CapacityCheck {
  const said = [
    ...shortages.map(shortageText),
    ...unknown.map(({ org, queue }) => `${org}, ${queue}: agents or volume are not known`),
  ];
  const more = said.length - NAMED;
  return {
    open,
    shortages: [...said.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])],
  };
}
