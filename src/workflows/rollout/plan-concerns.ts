import { GateName } from '../../domain/operations.js';
import { gateWord } from '../../domain/policy-words.js';
import type { RolloutPlan } from '../../domain/rollout-plan.js';
import type { Run } from './run.js';

/** What these gates let pass is the plan itself: their approvals name it. */
const OF_THE_PLAN: ReadonlySet<GateName> = new Set<GateName>([
  GateName.plan,
  GateName.firstContact,
  GateName.emergency,
]);

export function isOfThePlan(kind: GateName): boolean {
  return OF_THE_PLAN.has(kind);
}

/** What a person who approves a plan should look at. */
export function flagsOf({
  sensitive,
  conflicts,
}: Pick<RolloutPlan, 'sensitive' | 'conflicts'>): string[] {
  const held = `${conflicts} path(s) in conflict are held as they are live`;
  return [...sensitive, ...(conflicts > 0 ? [held] : [])];
}

/** True where policy has a plan with these flags approved. */
export function isAsked(run: Run, flags: readonly string[]): boolean {
  const word = gateWord(run.resolved.policy.gates.plan, run.input.environment);
  return word === 'always' || (word === 'whenSensitive' && flags.length > 0);
}
