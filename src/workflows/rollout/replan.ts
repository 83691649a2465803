import { gateWord } from '../../domain/policy-words.js';
import { GateName } from '../../domain/operations.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import { passGate } from './gate.js';
import { orgsOf } from './record.js';
import type { Run } from './run.js';
import { step } from './step.js';

/**
 * Before a wave, since hours may lie between plan and wave: where the world moved, its orgs are planned anew. What
 * was approved was another plan then, so the people who approved it are asked again.
 */
export async function replan(run: Run, wave: PlannedWave): Promise<void> {
  const orgs = orgsOf(wave);
  const { planDigest } = run.plan;
  const fresh = await step(run, `plan of wave ${wave.name}`, (a) =>
    a.refreshPlan.executeWithOptions({ summary: `is the plan of wave ${wave.name} as it was` }, [
      { scope: run.scope, planDigest, orgs },
    ]),
  );
  if (fresh.moved.length === 0) return;
  const { moved, unbased, sensitive, conflicts } = fresh;
  run.record.plan = { ...run.plan, planDigest: fresh.planDigest };
  const what = `${moved.slice(0, 5).join(', ')}${moved.length > 5 ? ` and ${moved.length - 5} more` : ''} changed since the plan and were planned anew`;
  run.record.notice(what);
  const word = gateWord(run.resolved.policy.gates.plan, run.input.environment);
  const isAsked =
    word === 'always' || (word === 'whenSensitive' && sensitive.length + conflicts > 0);
  if (unbased === 0 && !isAsked) return;
  const flags = [
    ...sensitive,
    ...(conflicts > 0 ? [`${conflicts} path(s) in conflict are held as they are live`] : []),
    ...(unbased > 0 ? [`${unbased} change(s) without a known base`] : []),
  ];
  const kind = unbased > 0 ? GateName.firstContact : GateName.plan;
  const name = unbased > 0 ? 'first-contact' : 'plan';
  await passGate(run, {
    name,
    kind,
    what: `approval of the new plan: ${what}`,
    flags,
    orgs: moved,
  });
}
