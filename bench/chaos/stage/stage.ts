import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { parseDocument } from 'yaml';
import type { DemoPlatform } from '../../../src/cli/demo/platforms.js';
import { openGitLedger } from '../../../src/ledger/git-ledger.js';
import { makeEnterprise, post, type Enterprise } from '../../../test/e2e/enterprise.js';
import type { PolicyEdits } from '../../../test/e2e/fleet.js';
import { adopt } from '../../../test/e2e/play.js';
import { commitRelease } from '../../../test/e2e/releases.js';
import { startReceiver, type Receiver } from '../../../test/e2e/webhook-receiver.js';
import { fleetOf, RELEASE } from '../fleet.js';
import { buildEngine } from './engine.js';
import type { Sabotage } from './sabotage.js';
import { startServer, type Server } from './server.js';
import { TIME_SCALE } from './time-scale.js';
import { createWorkerPool, type PooledWorker, type WorkerPool } from './worker-pool.js';
import { createWorlds, type Worlds } from './worlds.js';

/** Two waves after the hub's, four orgs at a time, and no longer watching than it takes. */
const POLICY: PolicyEdits = [
  { at: ['wave_percents'], value: [40, 100] },
  { at: ['max_parallel_orgs'], value: 4 },
  { at: ['stabilization_minutes'], value: 5 },
  { at: ['first_wave_bake_minutes'], value: 5 },
  { at: ['bake_minutes'], value: 5 },
  { at: ['checks', 'horizon_minutes'], value: 15 },
  { at: ['checks', 'minimum_calls'], value: 50 },
  { at: ['rollback_verification', 'horizon_minutes'], value: 10 },
];

/** What all runs share: a server, the simulator's process, a configuration repository, workers at hand. */
export interface Stage {
  readonly server: Server;
  readonly enterprise: Enterprise;
  readonly worlds: Worlds;
  readonly receiver: Receiver;
  readonly workerLog: string;
  /** Makes the ground for one run: the world anew, a ledger that knows v2.0, a queue of its own. */
  prepare(seed: number): Promise<Ground>;
  stop(): Promise<void>;
}

/** What one run has for itself. */
export interface Ground {
  readonly folder: string;
  readonly ledger: string;
  readonly taskQueue: string;
  readonly workflowId: string;
  startWorker(): Promise<PooledWorker>;
  clear(): Promise<void>;
}

export interface StageOptions {
  /** Breaks the engine. */
  readonly sabotage?: Sabotage | null;
  /** Whose orgs; the guide's by default. */
  readonly platform?: DemoPlatform;
  /** Logical ids; the fleet's by default. */
  readonly subs?: readonly string[];
  readonly policy?: PolicyEdits;
}

/** Sets it all up. */
export async function openStage({
  sabotage = null,
  platform = 'guide',
  subs = fleetOf(platform).orgs.flatMap(({ org, isHub }) => (isHub ? [] : [org])),
  policy = [],
}: StageOptions = {}): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-chaos-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const close of closing.toReversed()) await close();
  };
  try {
    const engine = await buildEngine(sabotage);
    closing.push(() => engine.remove());
    const bundle = path.join(folder, 'workflows.js');
    await writeFile(bundle, await bundled(engine.folder));
    const workerLog = path.join(folder, 'workers.log');
    const pool = createWorkerPool(engine.program, workerLog);
    closing.push(() => pool.stop());
    const server = await startServer(folder);
    closing.push(() => server.stop());
    const enterprise = await makeEnterprise({
      platform,
      subs,
      policy: [...POLICY, ...policy],
      scale: TIME_SCALE,
      // Until the world with fewer callers is there: a busy machine cannot play the whole one at this pace.
      frozen: true,
    });
    closing.push(() => enterprise.stop());
    const worlds = createWorlds(enterprise);
    await post(`${enterprise.url}/_sim/world`, await worlds.begin(1));
    await post(`${enterprise.url}/_sim/clock`, { frozen: false });
    const receiver = await startReceiver();
    closing.push(() => receiver.stop());
    await commitTolerant(enterprise);
    const shared = { folder, server, enterprise, worlds, pool, bundle, receiver };
    await recordV20(shared, subs);
    return {
      server,
      enterprise,
      worlds,
      receiver,
      workerLog,
      prepare: (seed) => prepare(shared, seed),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Shared {
  readonly folder: string;
  readonly server: Server;
  readonly enterprise: Enterprise;
  readonly worlds: Worlds;
  readonly pool: WorkerPool;
  readonly bundle: string;
  readonly receiver: Receiver;
}

let prepared = 0;

async function prepare(shared: Shared, seed: number): Promise<Ground> {
  const { enterprise, worlds } = shared;
  prepared += 1;
  const name = `${seed}-${prepared}`;
  const ground = await groundIn(shared, name);
  const world = await worlds.begin(seed);
  await post(`${enterprise.url}/_sim/world`, world);
  return ground;
}

async function groundIn(shared: Shared, name: string): Promise<Ground> {
  const { server, enterprise, pool, bundle, receiver } = shared;
  const folder = path.join(shared.folder, `run-${name}`);
  const ledger = path.join(folder, 'ledger.git');
  await mkdir(folder, { recursive: true });
  await cp(enterprise.ledger, ledger, { recursive: true });
  const taskQueue = `chaos-${name}`;
  const variables = {
    ...enterprise.variables,
    ROLLCALL_LEDGER: ledger,
    // What a ledger's tips were is remembered here: each run has another ledger.
    ROLLCALL_CACHE_DIR: path.join(folder, 'cache'),
    ROLLCALL_WEBHOOK_URL: receiver.url,
  };
  return {
    folder,
    ledger,
    taskQueue,
    workflowId: `rollout/chaos/${name}`,
    startWorker: () => pool.serve({ address: server.address, taskQueue, variables, bundle }),
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Puts v2.0 on record once; every run begins with a copy of that ledger. */
async function recordV20(shared: Shared, subs: readonly string[]): Promise<void> {
  const orgs = ['org_parent_001', ...subs].map((org) => ({ environment: 'production', org }));
  const ground = await groundIn(shared, 'adoption');
  const worker = await ground.startWorker();
  await adopt(shared.server.client, ground.taskQueue, TIME_SCALE);
  await worker.kill();
  const known = await (await openGitLedger({ repository: ground.ledger })).readManyBases(orgs);
  if (known.some((bases) => Object.keys(bases).length === 0))
    throw new Error('v2.0 is not on record in every org: see the notices of its adoption');
  await rm(shared.enterprise.ledger, { recursive: true, force: true });
  await cp(ground.ledger, shared.enterprise.ledger, { recursive: true });
  await ground.clear();
}

async function commitTolerant(enterprise: Enterprise): Promise<void> {
  await commitRelease(enterprise, RELEASE.tolerant, {
    'policy.yaml': (text) => {
      const document = parseDocument(text);
      document.setIn(['failure_tolerance'], 4);
      return document.toString();
    },
  });
}

async function bundled(engine: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(engine, 'workflows/index.js'),
    payloadConverterPath: path.join(engine, 'payload-converter.js'),
    logger: new DefaultLogger('ERROR'),
  });
  return code;
}
