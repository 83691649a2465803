import assert from 'node:assert/strict';
import { configurationOf, type Write } from '../e2e/enterprise.js';
import type { Played } from '../e2e/play.js';
import { engineWrites, eventually } from './moments.js';
import { ORGS, runningWorkflows, type Stage } from './stage.js';

/** What v2.1 takes in each org: as much, and no more, however often a worker died. */
const WHOLE_RELEASE = [
  'gc-prod-002 PATCH flow',
  'gc-prod-002 PATCH strategy',
  'gc-prod-002 POST reporting',
  'gc-prod-022 PATCH flow',
  'gc-prod-022 PATCH strategy',
  'gc-prod-022 POST reporting',
  'gc-prod-hub PATCH flow',
  'gc-prod-hub PATCH reporting',
  'gc-prod-hub POST reporting',
];

/** The configuration of every org. */
export type Configurations = Readonly<Record<string, Record<string, unknown>>>;

export async function configurations({ enterprise }: Stage): Promise<Configurations> {
  const read = ORGS.map(async (org) => [org, await configurationOf(enterprise.url, org)] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** Approves to the end: every org is on the whole release, by exactly the writes that it takes. */
export async function assertReleased(stage: Stage, rollout: Played): Promise<void> {
  const end = await rollout.finish();
  assert.equal(end.kind === 'finished' && end.summary.outcome, 'succeeded', JSON.stringify(end));
  const { orgs, writes } = await rollout.status();
  assert.deepEqual(orgs, { completed: ORGS.length, rolledBack: 0, failed: 0, untouched: 0 });
  assert.equal(writes, WHOLE_RELEASE.length, 'what it reports is what it wrote');
  const made = await engineWrites(stage.enterprise.url);
  assert.deepEqual(
    made.map(({ orgId, method, kind }) => `${orgId} ${method} ${kind}`).sort(),
    WHOLE_RELEASE,
  );
  assertWrittenOnce(made);
  await assertNothingOpen(stage);
}

/** Approves to the end: every org has exactly what it had before. */
export async function assertTakenBack(
  stage: Stage,
  rollout: Played,
  before: Configurations,
): Promise<void> {
  const end = await rollout.finish();
  assert.equal(end.kind === 'finished' && end.summary.outcome, 'rolledBack', JSON.stringify(end));
  const { orgs } = await rollout.status();
  assert.deepEqual(orgs, { completed: 0, rolledBack: ORGS.length, failed: 0, untouched: 0 });
  assert.deepEqual(await configurations(stage), before);
  assertWrittenOnce(await engineWrites(stage.enterprise.url));
  await assertNothingOpen(stage);
}

/** No write without a change, and none that gives a resource a value that Rollcall gave it before. */
function assertWrittenOnce(writes: readonly Write[]): void {
  assert.deepEqual(
    writes.filter(({ changed }) => !changed),
    [],
  );
  const values = writes.map(
    ({ orgId, resourceId, after }) => `${orgId} ${resourceId} ${JSON.stringify(after)}`,
  );
  const repeated = values.filter((value, position) => values.indexOf(value) !== position);
  assert.deepEqual(repeated, []);
}

/** Every deployment window is closed. Lists lag behind a little. */
async function assertNothingOpen({ client }: Stage): Promise<void> {
  await eventually(
    'the end of every workflow',
    async () => (await runningWorkflows(client)).length === 0,
  );
}
