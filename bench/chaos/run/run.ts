import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRollout } from '../../../src/client/index.js';
import type { FaultKind, Incident, Schedule } from '../incident.js';
import type { Ground, Stage } from '../stage/stage.js';
import { TIME_SCALE } from '../stage/time-scale.js';
import { gather } from './gather.js';
import type { Observed } from './observed.js';
import { Operator } from './operator.js';
import { perform, type Done, type Scene } from './perform.js';
import { isReached, look, noProgress, type Progress } from './progress.js';
import { configuration, hits, removeFault, writesSince } from './simulator.js';

/** A rollout that shows no progress for so long is stuck: much more than any step takes, also on a busy machine. */
const STILL_MS = 300_000;
const POLL_MS = 60;
/** A look at the rollout costs the server more than one at the journal. */
const LOOK_EVERY = 3;

/** Plays a schedule and gathers all that is left of it. */
export async function playSchedule(stage: Stage, schedule: Schedule): Promise<Observed> {
  const startedAtMs = Date.now();
  const ground = await stage.prepare(schedule.seed);
  const { url } = stage.enterprise;
  const before = await configuration(url, schedule.fleet);
  const told = stage.receiver.heard.length;
  const { size: logged } = await stat(stage.workerLog);
  const scene: Scene = {
    stage,
    ground,
    worker: await ground.startWorker(),
    over: false,
    revoked: new Set(),
  };
  try {
    const progress = noProgress();
    const deeds = await rollOut(schedule, scene, progress);
    const fired = await firedOf(deeds, url);
    await putRight(scene, deeds);
    const seconds = (Date.now() - startedAtMs) / 1000;
    const own = { schedule, seconds, fired, before, told, logged, ended: progress.ended };
    return await gather(scene, own);
  } finally {
    await scene.worker.kill();
    await ground.clear();
  }
}

interface Deeds {
  readonly started: { readonly incident: Incident; readonly done: Promise<Done | null> }[];
}

async function rollOut(schedule: Schedule, scene: Scene, progress: Progress): Promise<Deeds> {
  const { stage, ground } = scene;
  const { client } = stage.server;
  const waiting = new Set(schedule.incidents);
  const deeds: Deeds = { started: [] };
  const start = (): void => {
    for (const incident of waiting) {
      if (!isReached(incident.when, progress)) continue;
      waiting.delete(incident);
      const done = perform(incident.what, scene);
      done.catch(() => undefined);
      deeds.started.push({ incident, done });
    }
  };
  start();
  await begin(ground, schedule, client);
  const isPaused = schedule.incidents.some(
    ({ what }) => what.kind === 'operator message' && what.signal === 'pause',
  );
  const operator = new Operator(client, ground.workflowId, isPaused);
  let seq = 0;
  let seen = '';
  let seenAtMs = Date.now();
  for (let round = 0; progress.ended === null && Date.now() - seenAtMs < STILL_MS; round += 1) {
    const writes = await writesSince(stage.enterprise.url, seq);
    seq = writes.at(-1)?.seq ?? seq;
    progress.writes += writes.filter(({ clientId }) => clientId.startsWith('rollcall-')).length;
    // The server may be away: then nobody knows more than before.
    if (round % LOOK_EVERY === 0)
      await look(client, ground.workflowId, progress)
        .then(() => operator.act(progress))
        .catch(() => undefined);
    start();
    const now = `${progress.state} ${progress.gate} ${progress.writes}`;
    if (now !== seen) [seen, seenAtMs] = [now, Date.now()];
    await keepWorking(scene);
    await sleep(POLL_MS);
  }
  scene.over = true;
  await Promise.all(deeds.started.map(({ done }) => done));
  return deeds;
}

/** A supervisor starts a worker again that ends by itself. */
async function keepWorking(scene: Scene): Promise<void> {
  const { worker } = scene;
  if (worker.isRunning() || worker.wasKilled()) return;
  scene.worker = await scene.ground.startWorker();
}

async function begin(
  { taskQueue, workflowId }: Ground,
  { release }: Schedule,
  client: Stage['server']['client'],
): Promise<void> {
  const request = {
    release,
    environment: 'production',
    requestedBy: 'chaos',
    timeScale: TIME_SCALE,
  };
  for (let attempt = 1; ; attempt += 1)
    try {
      await startRollout(client, request, { taskQueue, workflowId });
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(500);
    }
}

/** What had an effect, each kind once. */
async function firedOf({ started }: Deeds, url: string): Promise<FaultKind[]> {
  const met = await hits(url);
  const fired = new Set<FaultKind>();
  for (const { incident, done } of started) {
    const result = await done;
    if (result === null) continue;
    const count = result.faults.reduce((sum, id) => sum + (met.get(id) ?? 0), 0);
    if (count >= result.atLeast) fired.add(incident.what.kind);
  }
  return [...fired];
}

/** No fault stays but the clients that are not given back: what is left is the rollout's own. */
async function putRight(scene: Scene, { started }: Deeds): Promise<void> {
  const { url } = scene.stage.enterprise;
  for (const { incident, done } of started)
    if (incident.what.kind !== 'client revoked')
      for (const id of (await done)?.faults ?? []) await removeFault(url, id);
  if (!scene.worker.isRunning()) scene.worker = await scene.ground.startWorker();
}
