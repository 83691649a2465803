import type { PlanResult } from '../../activities/types.js';
import { planning } from '../activity-options.js';
import { passGate } from './gate.js';
import type { Run } from './run.js';

/** Resolve, discover, graph, plan, preflight: nothing is written to any org. */
export async function prepare(run: Run): Promise<PlanResult> {
  const { release, environment, timeScale, only, except } = run.input;
  const selection = {
    ...(only === undefined ? {} : { only }),
    ...(except === undefined ? {} : { except }),
  };
  run.record.enter('resolving');
  run.record.resolved = await planning.resolveRelease.executeWithOptions(
    { summary: `resolve ${release}` },
    [{ release, environment, timeScale, ...selection }],
  );
  run.record.enter('planning');
  const { scope } = run;
  await planning.discoverOrgs({ scope, timeScale });
  await planning.validateGraph({ scope });
  run.record.plan = await planning.planOrgs.executeWithOptions({ summary: 'plan every org' }, [
    { scope, ...selection },
  ]);
  run.record.publish();
  return run.record.plan;
}

/** The plan gate, where policy asks for one: routing weights, trunk failover, or anything without a base. */
export async function passPlanGate(run: Run): Promise<void> {
  const { gates } = run.resolved.policy;
  const { sensitive, unbased, conflicts } = run.plan;
  const flags = [
    ...sensitive,
    ...(unbased > 0
      ? [`${unbased} change(s) without a known base: no one can tell a person's edit`]
      : []),
    ...(conflicts > 0 ? [`${conflicts} path(s) in conflict are held as they are live`] : []),
  ];
  const sensitiveNow = flags.length > 0;
  if (gates.plan === 'never' && unbased === 0) return;
  if (gates.plan !== 'always' && !sensitiveNow) return;
  await passGate(run, { name: 'plan', what: 'approval of the plan', flags, observation: null });
}
