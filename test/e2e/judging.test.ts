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
import { startReceiver, type Receiver } from './webhook-receiver.js';

const QUEUE = 'judging';
/** Two subs of each stratum. */
const SUBS = [2, 3, 12, 13, 22, 23, 32, 33].map(
  (number) => `org_sub_${String(number).padStart(3, '0')}`,
);
/** To which the orgs' trunks fail over. */
const BACKUP_CARRIER = 'carrier_cedar';
/** Two canaries, two waves: the hub, 25 %, all. */
const TWO_CANARIES: PolicyEdits = [{ at: ['wave_percents'], value: [25, 100] }];

describe('a rollout and its judge, in full time on the time-skipping server', () => {
  let server: TestWorkflowEnvironment;
  let time: TrueTime;
  let receiver: Receiver;

  async function begin(policy: PolicyEdits = []): Promise<void> {
    server = await startTimeSkippingServer();
    receiver = await startReceiver();
    time = await startTrueTime(server, QUEUE, {
      subs: SUBS,
      policy: [...TWO_CANARIES, ...policy],
      variables: { ROLLCALL_WEBHOOK_URL: receiver.url },
    });
    await adopt(time.client, QUEUE, 1);
  }

  afterEach(async () => {
    await time?.stop();
    await receiver?.stop();
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
    const foundMinutes = Math.round(
      (Date.parse(evidence.checks.at(-1) ?? '') - deployedMs) / 60_000,
    );
    assert.ok(foundMinutes >= 15 && foundMinutes < 30, `found after ${foundMinutes} min`);
    assert.deepEqual(await judgedAgain({ evidence, verdict }), verdict);
  });

  it('does not blame the release for a carrier, and goes on by itself when the weather clears', async () => {
    await begin([{ at: ['gates', 'expansion'], value: 'never' }]);
    const rollout = await pausedByWeather();
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
    assert.equal(waveOf(on, '25 %').state, 'passed', JSON.stringify(on));
    assert.notEqual(waveOf(on, '100 %').state, 'waiting', JSON.stringify(on));
  });

  it('goes on in bad weather for whom names it, which is on record', async () => {
    await begin();
    const rollout = await pausedByWeather();
    await approve(rollout, 'expand-100', { flag: 'external', reason: 'it is the cure' });
    const on = await time.until(
      rollout,
      'the expansion',
      ({ awaiting }) => awaiting?.gate !== 'expand-100',
    );
    const approval = on.approvals.find(({ gate }) => gate === 'expand-100');
    assert.deepEqual([approval?.despite, approval?.flag], ['external', 'external']);
    assert.notEqual(waveOf(on, '100 %').state, 'waiting', JSON.stringify(on));
  });

  it('flags one bad interval, asks for the flag by name, and trips on a failure found while the gate waits', async () => {
    await begin();
    const { rollout, canaries, waiting } = await flagged();
    const flags = waiting.awaiting?.flags ?? [];
    assert.ok(waiting.awaiting?.commands.some((one) => one.includes(`"flag":"${flags.join()}"`)));
    await approve(rollout, 'expand-100', {});
    const refused = await time.until(rollout, 'a notice', ({ notices }) =>
      notices.some((notice) => /does not name what is flagged/.test(notice)),
    );
    assert.equal(refused.awaiting?.gate, 'expand-100');

    for (const org of canaries)
      await shock({ type: 'agentsOff', orgId: realOrg(org), minutes: 10_000 });
    // The agents do not come back with the configuration: that is for a person.
    const held = await time.until(
      rollout,
      'the rollback',
      ({ state }) => state === 'held' || isOver({ state } as RolloutStatus),
    );
    assert.equal(held.state, 'held', JSON.stringify(held));
    await approve(rollout, 'close', { reason: 'the agents are on strike' });
    await time.until(rollout, 'the end', isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /the judge says fail/);
  });

  it('goes on where the approval names the flag; report and alert have it, the alert once', async () => {
    await begin();
    const { rollout, waiting } = await flagged();
    const flag = (waiting.awaiting?.flags ?? []).join();
    // The checks after it find the same again.
    await time.pass('1 minute');
    await approve(rollout, 'expand-100', { flag });
    const on = await time.until(
      rollout,
      'the expansion',
      ({ awaiting }) => awaiting?.gate !== 'expand-100',
    );
    const approval = on.approvals.find(({ gate }) => gate === 'expand-100');
    assert.equal(approval?.flag, flag, JSON.stringify(on.approvals));
    const raised = receiver.heard.filter(({ kind }) => kind === 'flagRaised');
    assert.equal(raised.length, 1, JSON.stringify(raised));
    assert.match(raised[0]?.text ?? '', /^wave 25 % is flagged for review/);
    const handle = time.client.workflow.getHandle(rollout.workflowId);
    await handle.signal(Message.tripBreaker, { by: 'test', reason: 'seen enough' });
    await time.until(rollout, 'the end', isOver);
    const ledger = await openGitLedger({ repository: time.enterprise.ledger });
    const { 'report.md': markdown = '' } = await ledger.readReport(rollout.runId);
    assert.match(markdown, new RegExp(`expand-100.*${flag}`));
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
    await approve(rollout, 'close', { reason: 'too few calls to tell by' });
    await time.until(rollout, 'the end', isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /still inconclusive at the horizon, and on_inconclusive/);
  });

  it('goes on with what stays inconclusive where the policy says so, and says it', async () => {
    await begin([
      { at: ['checks', 'minimum_calls'], value: 10_000_000 },
      { at: ['checks', 'on_inconclusive'], value: 'expand' },
      { at: ['gates', 'expansion'], value: 'never' },
    ]);
    const rollout = await roll('v2.1.0');
    const on = await time.until(
      rollout,
      'the last wave',
      ({ waves, awaiting }) =>
        awaiting?.gate !== undefined ||
        waves.some(({ name, state }) => name === '100 %' && state !== 'waiting'),
    );
    assert.equal(on.awaiting?.gate, undefined, JSON.stringify(on));
    assert.equal(waveOf(on, '25 %').verdict?.label, 'inconclusive');
    assert.ok(
      on.notices.some((notice) =>
        /wave 25 % is inconclusive at the horizon, and on_inconclusive says expand: only/.test(
          notice,
        ),
      ),
      JSON.stringify(on.notices),
    );
  });

  /** The first subs are watched when all carriers lose calls; the way on waits for the weather. */
  async function pausedByWeather(): Promise<Played> {
    const rollout = await roll('v2.1.0');
    await watched(rollout, '25 %');
    for (const carrier of await carriers())
      await shock({ id: carrier, type: 'carrierOutage', carrier, share: 0.6, minutes: 10_000 });
    const paused = await time.until(
      rollout,
      'the gate that waits for the weather',
      ({ awaiting, waves, state }) =>
        (awaiting?.gate === 'expand-100' &&
          waves.some(({ verdict }) => verdict?.label === 'external')) ||
        isOver({ state } as RolloutStatus),
    );
    assert.equal(
      waveOf(paused, '25 %').verdict?.label,
      'external',
      JSON.stringify([paused, await seen(rollout)]),
    );
    assert.match(paused.awaiting?.what ?? '', /paused: .*outside cause suspected/);
    return rollout;
  }

  /** The first subs lose all calls of one interval, and the gate after them is flagged. */
  async function flagged(): Promise<{
    readonly rollout: Played;
    readonly canaries: readonly string[];
    readonly waiting: RolloutStatus;
  }> {
    const rollout = await roll('v2.1.0');
    const { orgs: canaries } = await watched(rollout, '25 %');
    // All calls of the second interval are lost in the flow, which keeps nobody waiting beyond it.
    for (const org of canaries) await loseCalls(realOrg(org), await lastWriteMs());
    const waiting = await time.until(
      rollout,
      'the flagged gate',
      ({ awaiting, state }) =>
        (awaiting?.gate === 'expand-100' && awaiting.flags !== undefined) ||
        isOver({ state } as RolloutStatus),
    );
    assert.ok((waiting.awaiting?.flags ?? []).length > 0, JSON.stringify(waiting));
    return { rollout, canaries, waiting };
  }

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
    more?: { readonly flag?: string; readonly reason?: string },
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

  /** Somebody makes a flow end every call, and puts it right three minutes later. */
  async function loseCalls(orgId: string, writtenMs: number): Promise<void> {
    const answer = await fetch(`${time.enterprise.url}/_sim/orgs/${orgId}`);
    const { resources } = (await answer.json()) as {
      resources: { flow: { id: string; body: { settings: { callTimeoutSeconds: number } } }[] };
    };
    const [flow] = resources.flow;
    const usual = flow?.body.settings.callTimeoutSeconds;
    for (const [minutes, callTimeoutSeconds] of [
      [6.5, 1],
      [9.5, usual],
    ] as const)
      await shock({
        type: 'edit',
        resourceId: flow?.id,
        patch: { settings: { callTimeoutSeconds } },
        from: new Date(writtenMs + minutes * 60_000).toISOString(),
      });
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
