import {
  decide,
  hasEnded,
  RollcallError,
  startRollout,
  waitForEnd,
  watch,
  type RolloutEnd,
  type RolloutStatus,
} from '../../client/index.js';
import type { Gatekeeper } from './gatekeeper.js';
import type { Narrator } from './narrate.js';
import { demoEnvironment } from './options.js';
import type { Stage } from './stage.js';

export interface Play {
  readonly stage: Stage;
  readonly release: string;
  readonly gatekeeper: Gatekeeper;
  /** Trips the breaker while the first wave of subs gets the release. */
  readonly trip: boolean;
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
}

export interface Played {
  readonly workflowId: string;
  readonly status: RolloutStatus | null;
  /** Null: held for a person who did not come, or stopped by Ctrl-C. */
  readonly end: RolloutEnd | null;
}

const POLL_MS = 250;

/** Rolls one release out, answering its gates, until it ends or nobody answers. */
export async function play(act: Play): Promise<Played> {
  const { client, world, idPrefix } = act.stage;
  const request = {
    release: act.release,
    environment: demoEnvironment,
    requestedBy: 'demo',
    timeScale: world.timeScale,
  };
  const { workflowId } = await startRollout(client, request, {
    taskQueue: world.taskQueue,
    workflowId: `${idPrefix}rollout/${demoEnvironment}/${act.release}`,
  });
  act.narrator.started(workflowId);
  const status = await attend(act, workflowId);
  const end = (await hasEnded(client, workflowId)) ? await waitForEnd(client, workflowId) : null;
  return { workflowId, status, end };
}

/** Follows the rollout and does what the audience would do. */
async function attend(act: Play, workflowId: string): Promise<RolloutStatus | null> {
  const { client } = act.stage;
  let last: RolloutStatus | null = null;
  let answered = '';
  let tripped = false;
  const options = { signal: act.signal, intervalMs: POLL_MS };
  for await (const status of watch(client, workflowId, options)) {
    act.narrator.status(workflowId, last, status);
    last = status;
    if (act.trip && !tripped && isFirstWaveUnderWay(status)) {
      tripped = true;
      const trip = { decision: 'trip', by: 'demo', reason: 'the demo trips the breaker' } as const;
      act.narrator.decided((await decide(client, workflowId, trip)).taken);
      continue;
    }
    const gate = gateOf(status);
    if (gate === null || answered === keyOf(status)) continue;
    answered = keyOf(status);
    if (!(await answer(act, workflowId, status, gate))) return status;
  }
  return last;
}

/** False where nobody decided. */
async function answer(
  act: Play,
  workflowId: string,
  status: RolloutStatus,
  gate: string,
): Promise<boolean> {
  const decision = await act.gatekeeper(status, gate);
  if (decision === null) return false;
  try {
    act.narrator.decided((await decide(act.stage.client, workflowId, decision)).taken);
  } catch (error) {
    // The rollout may have moved on while the person thought about it.
    if (!(error instanceof RollcallError) || error.kind !== 'refused') throw error;
    act.narrator.decided(`not taken: ${error.message}`);
  }
  return true;
}

function gateOf({ state, awaiting }: RolloutStatus): string | null {
  if (state !== 'awaitingApproval' && state !== 'held') return null;
  return awaiting?.gate ?? (state === 'held' ? 'held' : null);
}

// A gate that opens a second time is a new question, and so is one that is flagged since.
const keyOf = ({ awaiting }: RolloutStatus): string =>
  `${awaiting?.gate} ${awaiting?.since} ${awaiting?.flags?.join() ?? ''}`;

function isFirstWaveUnderWay(status: RolloutStatus): boolean {
  const wave = status.waves.find(({ index }) => index === 1);
  if (wave === undefined || (wave.state !== 'deploying' && wave.state !== 'watching')) return false;
  return status.outcomes.some(
    (outcome) => outcome.state === 'deployed' && wave.orgs.includes(outcome.org),
  );
}
