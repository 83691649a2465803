import type { PlanInput, ResolveInput } from '../../activities/types.js';
import type { RolloutPlan } from '../../domain/rollout-plan.js';
import { tripCommand } from './commands.js';
import { ownId } from './record.js';
import type { Run } from './run.js';
import { step } from './step.js';

/** Resolve, discover, graph, plan, preflight: nothing is written to any org. */
export async function prepare(run: Run): Promise<RolloutPlan> {
  const { release, timeScale } = run.input;
  const commands = [tripCommand(ownId())];
  run.record.enter('resolving', { what: `release ${release} to be read and checked`, commands });
  run.record.resolved = await step(run, 'resolving the release', (a) =>
    a.resolveRelease.executeWithOptions({ summary: `resolve ${release}` }, [asked(run)]),
  );
  run.record.warn(run.resolved.warnings);
  for (const { org, reason } of run.resolved.heldBack)
    run.record.notice(`${org} is held back (operations.yaml): ${reason}`);
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
    a.planOrgs.executeWithOptions({ summary: 'plan every org' }, [
      { scope, ...selectionOf(run), mayBeBlind: mayBeBlind(run) },
    ]),
  );
  for (const line of run.record.plan.blindSpots ?? []) run.record.notice(`to be judged: ${line}`);
  run.record.publish();
  return run.record.plan;
}

/** Policy may refuse a plan whose waves cannot be judged: not where none is deployed, nor in an emergency. */
function mayBeBlind({ input: { adopt, dryRun, emergency } }: Run): boolean {
  return adopt || dryRun || emergency;
}

/** What the release has to be for this request. Payloads carry no undefined members. */
function asked(run: Run): ResolveInput {
  const { only, except, change, reason, overridePromotion } = run.input;
  const { release, environment, timeScale, emergency, dryRun, adopt } = run.input;
  return {
    release,
    environment,
    timeScale,
    emergency,
    dryRun,
    adopt,
    ...(only === undefined ? {} : { only }),
    ...(except === undefined ? {} : { except }),
    ...(change === undefined ? {} : { change }),
    ...(reason === undefined ? {} : { reason }),
    ...(overridePromotion === undefined ? {} : { overridePromotion }),
  };
}

function selectionOf(run: Run): Pick<PlanInput, 'only' | 'except'> {
  const { only, except = [] } = run.input;
  const left = [...except, ...run.resolved.heldBack.map(({ org }) => org)];
  return {
    ...(only === undefined ? {} : { only }),
    ...(left.length === 0 ? {} : { except: left }),
  };
}
