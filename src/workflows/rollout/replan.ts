import { GateName } from '../../domain/operations.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import type { RefreshedPlan } from '../../activities/types.js';
import { passGate } from './gate.js';
import { flagsOf, isAsked, isOfThePlan } from './plan-concerns.js';
import { orgsOf } from './record.js';
import type { Run } from './run.js';
import { steadfast } from './step.js';

/**
 * Before a wave, since hours may lie between plan and wave: where the world moved, its orgs are planned anew. What
 * was approved was another plan then, so the people who approve such plans are asked again. True where anybody was:
 * the world may have moved again since.
 */
export async function replan(run: Run, wave: PlannedWave): Promise<boolean> {
  const orgs = orgsOf(wave);
  const { planDigest, conflicts } = run.plan;
  const fresh = await steadfast(run, `plan of wave ${wave.name}`, (a) =>
    a.refreshPlan.executeWithOptions({ summary: `is the plan of wave ${wave.name} as it was` }, [
      { scope: run.scope, planDigest, orgs },
    ]),
  );
  if (fresh.moved.length === 0) return false;
  run.record.plan = {
    ...run.plan,
    planDigest: fresh.planDigest,
    conflicts: conflicts + fresh.conflicts,
  };
  const what = `${named(fresh.moved)} changed since the plan and were planned anew`;
  run.record.notice(what);
  return askAgain(run, fresh, what);
}

async function askAgain(run: Run, fresh: RefreshedPlan, what: string): Promise<boolean> {
  const { moved, unbased } = fresh;
  const gate = { what: `approval of the new plan: ${what}`, orgs: moved };
  const flags = flagsOf(fresh);
  if (unbased > 0)
    await passGate(run, {
      ...gate,
      name: 'first-contact',
      kind: GateName.firstContact,
      flags: [`${unbased} change(s) without a known base`],
    });
  // Two people answer for what an emergency writes, for the new plan as for the one before.
  const { emergency, reason = 'no reason' } = run.input;
  if (emergency)
    await passGate(run, {
      ...gate,
      name: 'emergency',
      kind: GateName.emergency,
      flags: [reason, ...flags],
    });
  // Always where somebody approved the plan that this one replaces.
  const asks = wasApproved(run) || isAsked(run, flags);
  if (asks) await passGate(run, { ...gate, name: 'plan', kind: GateName.plan, flags });
  return unbased > 0 || emergency || asks;
}

/** As a plan: of an emergency, two people have answered above. */
function wasApproved(run: Run): boolean {
  return run.record.approvals.some(({ kind }) => kind !== GateName.emergency && isOfThePlan(kind));
}

function named(orgs: readonly string[]): string {
  const more = orgs.length - 5;
  return orgs.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
