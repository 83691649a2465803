import { workflowInfo } from '@temporalio/workflow';
import type { PreflightResult } from '../../activities/preflight-types.js';
import { exceeded, type Allowance } from '../../domain/failure-tolerance.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import { GateName } from '../../domain/operations.js';
import { gateWord } from '../../domain/policy-words.js';
import { Break } from './break.js';
import { resumeCommand, tripCommand } from './commands.js';
import { passGate } from './gate.js';
import { untilClear } from './clearance.js';
import { replan } from './replan.js';
import { decisiveVerdict, mayGoOn } from './standing.js';
import { step } from './step.js';
import { observationName, startObservation, stopObserving, type WaveWindow } from './watching.js';
import type { RolloutGroupInput } from '../signals.js';
import { orgsOf, ownId } from './record.js';
import type { Run } from './run.js';

/** Of clients with too many scopes; the others are counted. */
const NAMED_CLIENTS = 5;

/**
 * One wave: preflight, deploy, stabilize, judge. Returns when the next one may be asked for. The wave before stays
 * watched until this one is.
 */
export async function runWave(
  run: Run,
  wave: PlannedWave,
  before: PlannedWave | null,
): Promise<void> {
  run.currentWave = wave.index;
  await run.unlessPaused(resumeCommand(ownId()));
  run.record.enter('deploying', {
    what: `the checks before the deployment of wave ${wave.name}`,
    commands: [tripCommand(ownId())],
  });
  // While people were asked again, a freeze may have begun.
  do await untilClear(run, wave);
  while (await replan(run, wave));
  const window = await deployWave(run, wave);
  if (window.postFromMs === 0) return run.record.setWave(wave.index, 'passed');
  run.record.setWave(wave.index, 'watching');
  const { stabilizationMinutes } = run.windows;
  await run.timer('stabilizing', stabilizationMinutes, `stabilization of wave ${wave.name}`, [
    tripCommand(ownId()),
  ]);
  // The hub is validated before any sub is touched: what it brings has to be there, and enabled.
  if (wave.index === 0) await preflight(run, wave);
  await startObservation(run, wave, window);
  if (before !== null) await stopObserving(run, before);
  await firstWaveBake(run, wave);
  await decisiveVerdict(run, wave);
  run.record.setWave(wave.index, 'passed');
}

/**
 * The gate before the next wave: where the policy wants one, and where the wave did not pass. The latter opens by
 * itself once it does.
 */
export async function expand(run: Run, wave: PlannedWave, next: PlannedWave): Promise<void> {
  const expansion = gateWord(run.resolved.policy.gates.expansion, run.input.environment);
  if (expansion !== 'always' && mayGoOn(run, wave)) return;
  await passGate(run, {
    name: next.gate,
    kind: GateName.expansion,
    what: `approval of the expansion to ${next.name}`,
    flags: [],
    orgs: orgsOf(next),
    wave,
    ...(expansion === 'always' ? {} : { opensItself: () => mayGoOn(run, wave) }),
  });
}

/** The first subs show what nobody has seen yet: they are watched longer, with the breaker armed. */
async function firstWaveBake(run: Run, wave: PlannedWave): Promise<void> {
  const { firstWaveBakeMinutes } = run.windows;
  // The only wave has the bake after the last one.
  if (wave.index !== 1 || run.nextWave(wave) === null || firstWaveBakeMinutes === 0) return;
  await run.timer('baking', firstWaveBakeMinutes, `bake of the first wave, ${wave.name}`, [
    tripCommand(ownId()),
  ]);
}

/** The longer watch after the last wave. */
export async function bake(run: Run, wave: PlannedWave): Promise<void> {
  const name = observationName(wave);
  if (!run.watched.has(name)) return;
  const { bakeMinutes } = run.windows;
  // A failure in the middle of the bake cancels the timer.
  await run.timer('baking', bakeMinutes, 'bake after the last wave', [tripCommand(ownId())]);
  if (!mayGoOn(run, wave))
    await passGate(run, {
      name: 'close',
      kind: GateName.close,
      what: 'closing the rollout without a pass',
      flags: [],
      orgs: orgsOf(wave),
      wave,
      opensItself: () => mayGoOn(run, wave),
    });
  await stopObserving(run, wave);
}

async function deployWave(run: Run, wave: PlannedWave): Promise<WaveWindow> {
  run.record.setWave(wave.index, 'deploying');
  run.record.enter('deploying', {
    what: `deployment of wave ${wave.name}`,
    commands: [tripCommand(ownId())],
  });
  const { policy } = run.resolved;
  // The hub may not be among the orgs: the first wave is the one before which none began.
  const { platformTimeMs, ...found } = await preflight(run, wave, run.waveStarts.size === 0);
  run.waveStarts.set(wave.index, platformTimeMs);
  for (const notice of preflightNotices(found)) run.record.notice(notice);
  let postFromMs = 0;
  for (const { group, orgs } of wave.groups) {
    const allowances = run.allowances(wave, group);
    const started = await run.groups.deploy({
      scope: run.scope,
      rolloutId: ownId(),
      wave: wave.index,
      group,
      orgs,
      maxParallelOrgs: policy.maxParallelOrgs,
      orgDeadlineMs: (policy.orgDeadlineMinutes ?? 60) * 60_000,
      ...paceOf(run),
      allowances,
      strict: policy.failureTolerance.strict,
      onBusyOrg: policy.onBusyOrg,
      paused: run.record.paused,
      startedAtMs: workflowInfo().runStartTime.getTime(),
      holdsWindows: run.groups.holdsWindows(),
    });
    postFromMs = Math.max(postFromMs, started.progress?.platformTimeMs ?? 0);
    throwIfExceeded(run, wave, allowances);
  }
  return { preToMs: platformTimeMs, postFromMs };
}

/** Platform minutes of the policy as wall time. */
function paceOf(run: Run): Pick<RolloutGroupInput, 'stepMs' | 'lookMs'> {
  const { traffic } = run.resolved.policy;
  if (traffic === undefined) return {};
  const { stepMinutes, byAgents } = traffic;
  const looks = byAgents === undefined ? {} : { lookMs: run.wallMs(byAgents.lookMinutes) };
  return { stepMs: run.wallMs(stepMinutes), ...looks };
}

/** Every reference of the wave's orgs must exist and be enabled: before its writes, and again after them. */
function preflight(
  run: Run,
  wave: PlannedWave,
  beforeFirstWrite = false,
): Promise<PreflightResult> {
  const orgs = run.standing(wave);
  const input = { scope: run.scope, orgs, ...(beforeFirstWrite ? { beforeFirstWrite } : {}) };
  return step(run, `preflight of wave ${wave.name}`, (a) =>
    a.preflight.executeWithOptions({ summary: `preflight of wave ${wave.name}` }, [input]),
  );
}

/** What people should know before the first write, though it keeps nobody from writing. */
function preflightNotices({
  excessScopes = [],
  stillUsed = [],
}: Omit<PreflightResult, 'platformTimeMs'>): string[] {
  const named = excessScopes.slice(0, NAMED_CLIENTS).map(({ org, count }) => `${org} (${count})`);
  const more = excessScopes.length - named.length;
  const clients = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [
    ...(named.length === 0
      ? []
      : [
          `clients have been granted more scopes than their components need: ${clients}; "rollcall doctor --permissions --ask" names them`,
        ]),
    ...stillUsed,
  ];
}

/** Whichever limit is exceeded, the wave is taken back as a whole: nobody knows yet what failed in it. */
function throwIfExceeded(run: Run, wave: PlannedWave, allowances: readonly Allowance[]): void {
  const failed = run.failedOrgs();
  const limit = exceeded(allowances, failed);
  if (limit === null) return;
  const count = limit.failedBefore + limit.orgs.filter((org) => failed.has(org)).length;
  const named = [...failed].map((org) => `${org}: ${run.record.outcomeOf(org)?.reason ?? ''}`);
  throw new Break(
    'failed',
    wave.index,
    `${count} org(s) failed, tolerated are ${limit.tolerated}: ${named.slice(-5).join('; ')} (${limit.of})`,
  );
}
