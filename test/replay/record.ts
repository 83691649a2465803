/**
 * Records the histories that `replay.test.ts` replays: `npx tsx test/replay/record.ts`. It plays a rollout that
 * succeeds, one that is rolled back, one that is tripped, one with a staging gate and one whose weights follow the
 * agents on a real dev server, and writes the last workflow of every type that took part to a folder named by the
 * package's version. Run it where a release changes the workflows.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { decide } from '../../src/client/index.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { orgDeploymentId } from '../../src/workflows/ids.js';
import { sendOff } from '../e2e/agents.js';
import { boardOf } from '../e2e/boards.js';
import { makeEnterprise, type Enterprise, type EnterpriseOptions } from '../e2e/enterprise.js';
import { BY_AGENTS, SHARED_CALLERS, withSupport } from '../e2e/followed-agents.js';
import { adopt, isOver, play, type Played } from '../e2e/play.js';
import { commitRelease, type FileEdits } from '../e2e/releases.js';
import { realOrg } from '../e2e/stage.js';
import { startDevServer, startWorker } from '../e2e/temporal.js';
import {
  RECORDED_RUNS,
  fileName,
  historiesFolder,
  type RecordedRun,
  type RecordedType,
} from './histories.js';
import { historyToJson } from './history-json.js';
import { scrub } from './scrub.js';

const QUEUE = 'record';
/** One sub of each stratum: waves of hub, one and three orgs. */
const SUBS = ['org_sub_002', 'org_sub_012', 'org_sub_022', 'org_sub_032'];

/** The demo's agents have callers of their own: what is recorded is the way through the gate, not its rigour. */
const GATE = {
  required_in: ['production'],
  volume_scale: 0.02,
  window_minutes: 5,
  weight_error_points: 50,
  longest_wait_seconds: 300,
  late_ratio: 0.3,
};

interface Scenario {
  readonly release: string;
  readonly outcome: string;
  play(client: Client, rollout: Played, enterprise: Enterprise): Promise<unknown>;
  /** What the enterprise differs in. */
  readonly enterprise?: EnterpriseOptions;
  /** Made before it is rolled out. */
  readonly edits?: FileEdits;
}

const scenarios: Record<RecordedRun, Scenario> = {
  succeeded: {
    release: 'v2.1.0',
    outcome: 'succeeded',
    play: (_, rollout) => rollout.finish(),
  },
  'rolled-back': {
    release: 'v2.1.0-bad-flow',
    outcome: 'rolledBack',
    play: (_, rollout) => rollout.finish(),
  },
  tripped: {
    release: 'v2.1.0',
    outcome: 'rolledBack',
    play: async (client, rollout) => {
      await rollout.approveUntil(
        ({ state, waves }) => state === 'stabilizing' && waves[1]?.state === 'watching',
      );
      const trip = { decision: 'trip', by: 'lee', reason: 'complaints' } as const;
      await decide(client, rollout.workflowId, trip);
      await rollout.approveUntil(isOver);
    },
  },
  gated: {
    release: 'v2.1.0',
    outcome: 'succeeded',
    enterprise: {
      testCalls: true,
      policy: [{ at: ['staging_gate'], value: GATE }],
    },
    play: async (_, rollout) => {
      await rollout.finish();
      const { stagingGate } = await rollout.status();
      if (stagingGate?.state !== 'passed') throw new Error(JSON.stringify(stagingGate));
    },
  },
  balanced: {
    release: 'v2.2.0',
    outcome: 'succeeded',
    enterprise: { policy: BY_AGENTS, world: withSupport },
    edits: SHARED_CALLERS,
    play: async (client, rollout, { url }) => {
      const { waves } = await rollout.approveUntil(
        ({ awaiting }) => awaiting?.gate === 'expand-100',
      );
      const orgs = waves.at(-1)?.orgs ?? [];
      for (const org of orgs) await sendOff(url, realOrg(org), 0.5);
      const board = orgDeploymentId('guide', realOrg(orgs.at(-1) ?? ''));
      await rollout.approve();
      while (!(await boardOf(client, board).catch(() => '')).includes('Weights by agents'))
        await sleep(100);
      await rollout.finish();
    },
  },
};

const { version } = JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};
const folder = path.join(historiesFolder, `v${version}`);
const recorded = new Map<string, string>();
const server = await startDevServer();
try {
  for (const run of RECORDED_RUNS) await record(run);
} finally {
  await server.teardown();
}
// Only a whole recording takes the place of the one before it.
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [file, text] of recorded) await write(path.join(folder, file), text);

async function record(run: RecordedRun): Promise<void> {
  const { client } = server;
  const scenario = scenarios[run];
  const enterprise = await makeEnterprise({ subs: SUBS, ...scenario.enterprise });
  if (scenario.edits !== undefined)
    await commitRelease(enterprise, scenario.release, scenario.edits);
  const worker = await startWorker(server, enterprise, QUEUE, { identity: 'recorder' });
  try {
    await adopt(client, QUEUE);
    const rollout = await play(
      client,
      QUEUE,
      { release: scenario.release },
      `rollout/production/${run}`,
    );
    await scenario.play(client, rollout, enterprise);
    const { state } = await rollout.status();
    if (state !== scenario.outcome) throw new Error(`${run}: ended as ${state}`);
    for (const [type, workflowId] of await takingPart(client, rollout.workflowId)) {
      const history = await historyOf(client, workflowId);
      recorded.set(fileName(run, type), textOf(history, enterprise.root));
    }
  } finally {
    await worker.stop();
    await enterprise.stop();
  }
}

/** The last started workflow of each type. */
async function takingPart(client: Client, rolloutId: string): Promise<Map<RecordedType, string>> {
  const found = new Map<RecordedType, string>([['rollout', rolloutId]]);
  const addChildren = async (workflowId: string): Promise<void> => {
    const { events } = await historyOf(client, workflowId);
    for (const { childWorkflowExecutionStartedEventAttributes: child } of events ?? []) {
      const id = child?.workflowExecution?.workflowId;
      if (id) found.set(child.workflowType?.name as RecordedType, id);
    }
  };
  await addChildren(rolloutId);
  await addChildren(found.get('rolloutGroup') ?? '');
  await addChildren(found.get('orgDeployment') ?? '');
  return found;
}

/** Waits for its end: children end shortly after their rollout. */
async function historyOf(client: Client, workflowId: string): Promise<History> {
  const handle = client.workflow.getHandle(workflowId);
  await handle.result().catch(() => undefined);
  return handle.fetchHistory();
}

/** One event a line, so that a new recording can be compared with the old one. */
function textOf(history: History, enterpriseRoot: string): string {
  const { events } = scrub(historyToJson(history), enterpriseRoot) as { events: unknown[] };
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  const events = text.split('\n').length - 3;
  const kib = Math.ceil(text.length / 1024);
  console.log(`${path.relative(projectRoot, file)}: ${events} events, ${kib} KiB`);
}
