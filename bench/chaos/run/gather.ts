import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { reasonOf, statusOf, waitForEnd, type RolloutStatus } from '../../../src/client/index.js';
import { openGitLedger } from '../../../src/ledger/git-ledger.js';
import { allWrites } from './simulator.js';
import { placeOf, type Place } from '../../../test/planted-secrets.js';
import type { Stage } from '../stage/stage.js';
import { workflowsOf } from './histories.js';
import type { WorldOrg } from '../../../src/simulator/world-file.js';
import type { Schedule } from '../incident.js';
import type { LedgerReport, Observed } from './observed.js';
import type { Scene } from './perform.js';
import { configuration, viewOf, type Configuration, type SimResource } from './simulator.js';

type Own = Pick<Observed, 'schedule' | 'seconds' | 'fired' | 'before' | 'ended'> & {
  /** How many messages people had before. */
  readonly told: number;
  /** How long the workers' log was before. */
  readonly logged: number;
};

/** Windows close a moment after the rollout, and lists lag behind. */
const SETTLE_MS = 30_000;
const POLL_MS = 250;

/** Everything that a run left behind. */
export async function gather(scene: Scene, { told, logged, ...own }: Own): Promise<Observed> {
  const { stage, ground } = scene;
  const { client } = stage.server;
  await settled(scene);
  const status = await statusAtEnd(scene);
  const { ends, places } = await workflowsOf(client, ground.taskQueue);
  await terminate(
    scene,
    ends.filter((end) => end.status === 'RUNNING').map((end) => end.workflowId),
  );
  const report = await reportOf(ground.ledger, status?.rolloutKey);
  return {
    ...own,
    revoked: [...scene.revoked],
    target: await targetOf(stage, own.schedule),
    after: await configuration(stage.enterprise.url, own.schedule.fleet),
    writes: await allWrites(stage.enterprise.url, own.schedule.fleet),
    reason: own.ended === null ? null : reasonOf(await waitForEnd(client, ground.workflowId)),
    status,
    report,
    told: stage.receiver.heard
      .slice(told)
      .filter(({ rolloutId }) => rolloutId === ground.workflowId),
    workflows: ends,
    places: [...places, ...(await otherPlaces(scene, told, logged))],
    secrets: await secretsOf(stage),
  };
}

async function settled({ stage, ground }: Scene): Promise<void> {
  const { client } = stage.server;
  const query = `TaskQueue="${ground.taskQueue}" AND ExecutionStatus="Running"`;
  for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline;) {
    const { count } = await client.workflow.count(query);
    if (count === 0) return;
    await sleep(POLL_MS);
  }
}

/** By query: a rollout that has ended answers, too. Null for one that ended before it had a plan. */
async function statusAtEnd({ stage, ground }: Scene): Promise<RolloutStatus | null> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const status = await statusOf(stage.server.client, ground.workflowId).catch(() => null);
    if (status !== null) return status;
    await sleep(1_000);
  }
  return null;
}

async function terminate({ stage }: Scene, ids: readonly string[]): Promise<void> {
  for (const id of ids)
    await stage.server.client.workflow
      .getHandle(id)
      .terminate('the run is over')
      .catch(() => undefined);
}

async function reportOf(repository: string, key: string | undefined): Promise<LedgerReport | null> {
  if (key === undefined) return null;
  const ledger = await openGitLedger({ repository });
  try {
    const text = (await ledger.readReport(key))['report.json'];
    return text === undefined ? null : (JSON.parse(text) as LedgerReport);
  } catch {
    return null;
  }
}

async function targetOf(stage: Stage, { release, fleet }: Schedule): Promise<Configuration> {
  const { orgs } = await stage.worlds.onRelease(release);
  const found = new Map(orgs.map(({ id, resources }) => [id, resources]));
  return Object.fromEntries(
    fleet.orgs.map((org) => [org.id, viewOf(org, listed(found.get(org.id) ?? {}))]),
  );
}

function listed(resources: WorldOrg['resources']): SimResource[] {
  return Object.entries(resources).flatMap(([kind, list]) =>
    list.map(({ id, ...body }) => {
      const { name } = body;
      return { id, kind, name: typeof name === 'string' ? name : '', body };
    }),
  );
}

async function otherPlaces(
  { stage, ground }: Scene,
  told: number,
  logged: number,
): Promise<Place[]> {
  const git = ['--git-dir', ground.ledger, 'cat-file', '--batch-all-objects', '--batch'];
  const { stdout } = await promisify(execFile)('git', git, {
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'buffer',
  });
  return [
    { name: 'ledger', bytes: stdout },
    { name: 'log of the workers', bytes: (await readFile(stage.workerLog)).subarray(logged) },
    { name: 'log of the server', bytes: await readFile(stage.server.log) },
    placeOf('what people are told', JSON.stringify(stage.receiver.heard.slice(told))),
  ];
}

async function secretsOf({ enterprise }: Stage): Promise<Record<string, string>> {
  const entries = JSON.parse(await readFile(enterprise.secrets, 'utf8')) as Record<
    string,
    { client_secret: string }
  >;
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, entry.client_secret]),
  );
}
