import type { PlanResult } from '../../activities/types.js';
import { gateWord } from '../../domain/policy-words.js';
import { planning, planningBriefly } from '../activity-options.js';
import { patiently } from '../org/patience.js';
import { tripCommand } from './commands.js';
import { ownId } from './record.js';
import { passGate } from './gate.js';
import type { Run } from './run.js';

/** Resolve, discover, graph, plan, preflight: nothing is written to any org. */
export async function prepare(run: Run): Promise<PlanResult> {
  const { release, environment, timeScale, only, except } = run.input;
  const selection = {
    ...(only === undefined ? {} : { only }),
    ...(except === undefined ? {} : { except }),
  };
  const commands = [tripCommand(ownId())];
  run.record.enter('resolving', { what: `release ${release} to be read and checked`, commands });
  run.record.resolved = await step(run, 'resolving the release', (a) =>
    a.resolveRelease.executeWithOptions({ summary: `resolve ${release}` }, [
      { release, environment, timeScale, ...selection },
    ]),
  );
  run.record.enter('planning', { what: 'every org to be read and planned', commands });
  const { scope } = run;
  await step(run, 'discovering the orgs', (a) =>
    a.discoverOrgs.executeWithOptions({ summary: 'compare the orgs with the platform' }, [
      { scope, timeScale },
    ]),
  );
  await step(run, 'checking the dependency graph', (a) =>
    a.validateGraph.executeWithOptions({ summary: 'order the groups' }, [{ scope }]),
  );
  run.record.plan = await step(run, 'planning', (a) =>
    a.planOrgs.executeWithOptions({ summary: 'plan every org' }, [{ scope, ...selection }]),
  );
  run.record.publish();
  return run.record.plan;
}

/** A step of reading: where it has to wait, the board says for what. */
export function step<T>(
  run: Run,
  name: string,
  body: (activities: typeof planning) => Promise<T>,
): Promise<T> {
  const note = async (text: string): Promise<void> => {
    if (text !== '') run.record.notice(text);
  };
  return patiently(name, { brief: planningBriefly, long: planning, note }, body);
}

/** The plan gate, where policy asks for one: routing weights, trunk failover, or anything without a base. */
export async function passPlanGate(run: Run): Promise<void> {
  const plan = gateWord(run.resolved.policy.gates.plan, run.input.environment);
  const { sensitive, unbased, conflicts } = run.plan;
  const flags = [
    ...sensitive,
    ...(unbased > 0
      ? [`${unbased} change(s) without a known base: no one can tell a person's edit`]
      : []),
    ...(conflicts > 0 ? [`${conflicts} path(s) in conflict are held as they are live`] : []),
  ];
  const sensitiveNow = flags.length > 0;
  if (plan === 'never' && unbased === 0) return;
  if (plan !== 'always' && !sensitiveNow) return;
  await passGate(run, { name: 'plan', what: 'approval of the plan', flags });
}
