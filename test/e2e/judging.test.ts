import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { run } from '../../src/cli/program.js';
import type { RolloutStatus } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import type { EvidenceRecord } from '../../src/ledger/port.js';
import { Message } from '../../src/workflows/messages.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { journal, post } from './enterprise.js';
import type { PolicyEdits } from './fleet.js';
import { adopt, isOver, play, type Played } from './play.js';
import { outcomeOf, realOrg } from './stage.js';
import { startTimeSkippingServer } from './temporal.js';
import { startTrueTime, type TrueTime } from './true-time.js';

const QUEUE = 'judging';
/** Two subs of each stratum. */
const SUBS = [2, 3, 12, 13, 22, 23, 32, 33].map(
  (number) => `org_sub_${String(number).padStart(3, '0')}`,
);
/** To which the orgs' trunks fail over. */
const BACKUP_CARRIER = 'carrier_cedar';
/** Two canaries, two waves: the hub, 25 %, all. */
const TWO_CANARIES: PolicyEdits = [{ at: ['wave_percents'], value: [25, 100] }];

describe('a rollout and its judge, in full time on the time-skipping server', function () {
  this.timeout(300_000);
  let server: TestWorkflowEnvironment;
  let time: TrueTime;

  async function begin(policy: PolicyEdits = []): Promise<void> {
    server = await startTimeSkippingServer();
    time = await startTrueTime(server, QUEUE, { subs: SUBS, policy: [...TWO_CANARIES, ...policy] });
    await adopt(time.client, QUEUE, 1);
  }

  afterEach(async () => {
    await time?.stop();
    await server?.teardown();
  });

  it('takes a bad flow back by a verdict that its evidence gives again', async () => {
    await begin();
    const rollout = await roll('v2.1.0-bad-flow');
    const status = await time.until(rollout, 'the end', isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack', JSON.stringify(status));
    const { verdict: shown } = waveOf(status, '25 %');
    assert.equal(shown?.label, 'fail');
    const { evidence, verdict } = await lastEvidence(rollout, 'wave-1');
    assert.deepEqual(verdict, shown);
    assert.deepEqual(
      evidence.orgs.filter(({ role }) => role === 'canary').map(({ org }) => org),
      waveOf(status, '25 %').orgs,
    );
    assert.ok(evidence.orgs.every(({ stratum }) => stratum.split('/').length > 1));
    const deployedMs = Date.parse(evidence.deployment.to);
    const foundMinutes = (Date.parse(evidence.checks.at(-1) ?? '') - deployedMs) / 60_000;
    assert.ok(foundMinutes >= 15 && foundMinutes < 30, `found after ${foundMinutes} min`);
    assert.deepEqual(await judgedAgain({ evidence, verdict }), verdict);
  });

  it('does not blame the release for a carrier, and goes on by itself when the weather clears', async () => {
    await begin([{ at: ['gates', 'expansion'], value: 'never' }]);
    const rollout = await roll('v2.1.0');
    await watched(rollout, '25 %');
    for (const carrier of await carriers())
      await shock({ id: carrier, type: 'carrierOutage', carrier, share: 0.6, minutes: 10_000 });
    const paused = await time.until(
      rollout,
      'the gate that waits for the weather',
      ({ awaiting, state }) =>
        awaiting?.gate === 'expand-100' || isOver({ state } as RolloutStatus),
    );
    assert.equal(
      waveOf(paused, '25 %').verdict?.label,
      'external',
      JSON.stringify([paused, await seen(rollout)]),
    );
    assert.match(paused.awaiting?.what ?? '', /paused: .*outside cause suspected/);
    await approve(rollout, 'expand-100');
    const kept = await time.until(rollout, 'a notice', ({ notices }) =>
      notices.some((notice) => /stays shut: approved, and paused/.test(notice)),
    );
    assert.equal(kept.awaiting?.gate, 'expand-100');
    for (const carrier of await carriers()) await endShock(carrier);
    const on = await time.until(
      rollout,
      'the expansion',
      ({ awaiting }) => awaiting?.gate !== 'expand-100',
    );
    assert.equal(on.state, 'deploying', JSON.stringify(on));
    assert.equal(waveOf(on, '25 %').state, 'passed');
  });

  it('flags one bad interval, asks for the flag by name, and trips on a failure found while the gate waits', async () => {
    await begin();
    const rollout = await roll('v2.1.0');
    const { orgs: canaries } = await watched(rollout, '25 %');
    // Within the second interval, that the calls of a peak are over by its end.
    const from = new Date((await lastWriteMs()) + 6.5 * 60_000).toISOString();
    for (const org of canaries)
      await shock({ type: 'peak', orgId: realOrg(org), factor: 5, from, minutes: 1.5 });
    const waiting = await time.until(
      rollout,
      'the flagged gate',
      ({ awaiting, state }) =>
        (awaiting?.gate === 'expand-100' && awaiting.flags !== undefined) ||
        isOver({ state } as RolloutStatus),
    );
    const flags = waiting.awaiting?.flags ?? [];
    assert.ok(flags.length > 0, JSON.stringify(waiting));
    assert.ok(waiting.awaiting?.commands.some((one) => one.includes(`"flag":"${flags.join()}"`)));
    await approve(rollout, 'expand-100', {});
    const refused = await time.until(rollout, 'a notice', ({ notices }) =>
      notices.some((notice) => /does not name what is flagged/.test(notice)),
    );
    assert.equal(refused.awaiting?.gate, 'expand-100');

    for (const org of canaries)
      await shock({ type: 'agentsOff', orgId: realOrg(org), minutes: 10_000 });
    await time.until(rollout, 'the end', isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /the judge says fail/);
  });

  it('holds what stays inconclusive; a person may go on knowingly, which is recorded', async () => {
    await begin([{ at: ['checks', 'minimum_calls'], value: 10_000_000 }]);
    const rollout = await roll('v2.1.0', ['na_east']);
    const held = await time.until(rollout, 'a gate', ({ awaiting }) =>
      /^(expand|close)/.test(awaiting?.gate ?? ''),
    );
    assert.match(held.awaiting?.what ?? '', /inconclusive: only \d+ calls/);
    const gate = held.awaiting?.gate ?? '';
    await approve(rollout, gate);
    const on = await time.until(rollout, 'the approval', ({ approvals }) =>
      approvals.some((one) => one.gate === gate),
    );
    assert.equal(on.approvals.find((one) => one.gate === gate)?.despite, 'inconclusive');
    await rollout.status();
  });

  it('takes back what stays inconclusive where the policy says so', async () => {
    await begin([
      { at: ['checks', 'minimum_calls'], value: 10_000_000 },
      { at: ['checks', 'on_inconclusive'], value: 'roll_back' },
      { at: ['rollback_verification', 'horizon_minutes'], value: 5 },
    ]);
    const rollout = await roll('v2.1.0', ['na_east']);
    await time.until(
      rollout,
      'the rollback',
      ({ state }) => state === 'held' || isOver({ state } as RolloutStatus),
    );
    await approve(rollout, 'close');
    await time.until(rollout, 'the end', isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /still inconclusive at the horizon, and on_inconclusive/);
  });

  /** Starts, and opens the gate of the plan. */
  async function roll(release: string, only?: readonly string[]): Promise<Played> {
    const request = { release, timeScale: 1, ...(only === undefined ? {} : { only: [...only] }) };
    const rollout = await play(time.client, QUEUE, request);
    for (;;) {
      const { awaiting, state, waves } = await time.until(
        rollout,
        'a gate or a wave',
        ({ awaiting, waves, state }) =>
          awaiting?.gate !== undefined ||
          waves.some((wave) => wave.name !== 'hub' && wave.state !== 'waiting') ||
          isOver({ state } as RolloutStatus),
      );
      const isUnderWay = waves.some((wave) => wave.name !== 'hub' && wave.state !== 'waiting');
      if (awaiting?.gate === undefined || isUnderWay) return rollout;
      assert.ok(!isOver({ state } as RolloutStatus));
      await approve(rollout, awaiting.gate);
    }
  }

  /** By signal: this server may lose an update that comes while the workflow is at work. */
  async function approve(
    rollout: Played,
    gate: string,
    more?: { readonly flag?: string },
  ): Promise<void> {
    await time.pass('1 minute');
    const flags = (await rollout.status()).awaiting?.flags ?? [];
    const named = more ?? (flags.length === 0 ? {} : { flag: flags.join() });
    const handle = time.client.workflow.getHandle(rollout.workflowId);
    await handle.signal(Message.approve, { gate, by: 'test', ...named });
    await time.pass('1 minute');
  }

  async function watched(
    rollout: Played,
    name: string,
  ): Promise<{ readonly orgs: readonly string[] }> {
    const status = await time.until(rollout, `wave ${name}`, (now) =>
      now.waves.some((wave) => wave.name === name && wave.state === 'watching'),
    );
    return waveOf(status, name);
  }

  /** The journal's times are the platform's. */
  async function lastWriteMs(): Promise<number> {
    const writes = await journal(time.enterprise.url);
    return Math.max(...writes.map((write) => Date.parse(write.time)));
  }

  const shock = (body: object): Promise<unknown> =>
    post(`${time.enterprise.url}/_sim/shocks`, body);

  /** For whoever reads of a failure. */
  async function seen(rollout: Played): Promise<unknown> {
    const { evidence } = await lastEvidence(rollout, 'wave-1');
    const { orgs, deployment, checks } = evidence;
    const shocks = await (await fetch(`${time.enterprise.url}/_sim/shocks`)).json();
    return { deployment, checks, shocks, control: orgs.at(-1)?.intervals.slice(-8) };
  }

  async function endShock(id: string): Promise<void> {
    await fetch(`${time.enterprise.url}/_sim/shocks/${id}`, { method: 'DELETE' });
  }

  async function carriers(): Promise<string[]> {
    const answer = await fetch(`${time.enterprise.url}/_sim/orgs`);
    const { orgs } = (await answer.json()) as { orgs: { carrier: string }[] };
    return [...new Set([...orgs.map(({ carrier }) => carrier), BACKUP_CARRIER])];
  }

  async function lastEvidence(rollout: Played, series: string): Promise<EvidenceRecord> {
    const ledger = await openGitLedger({ repository: time.enterprise.ledger });
    const listed = await ledger.listRollouts({ environment: 'production' });
    const mine = listed.find(({ rolloutKey }) => rolloutKey === rollout.runId);
    const last = mine?.evidence
      .filter((name) => name.startsWith(series))
      .sort()
      .at(-1);
    return ledger.readEvidence(rollout.runId, (last ?? '').replace(/\.json$/, ''));
  }
});

function waveOf(status: RolloutStatus, name: string): RolloutStatus['waves'][number] {
  return status.waves.find((wave) => wave.name === name) ?? assert.fail(JSON.stringify(status));
}

/** `rollcall judge` on the record as it is in the ledger. */
async function judgedAgain(record: EvidenceRecord): Promise<unknown> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-evidence-'));
  try {
    const file = path.join(folder, 'evidence.json');
    await writeFile(file, JSON.stringify(record));
    const terminal = recordingTerminal();
    assert.equal(await run(['judge', file, '--json'], { env: {}, terminal }), 0);
    return JSON.parse(terminal.lines.at(-1) ?? '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
