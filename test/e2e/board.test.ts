import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutState } from '../../src/client/index.js';
import { boardOf } from './boards.js';
import { holdNextWrite } from './faults.js';
import { isOver, type Played } from './play.js';
import { realOrg, setStage, type Stage } from './stage.js';
import { startReceiver, type Receiver } from './webhook-receiver.js';

/** What the board has to say in each state besides its name: what it waits for, and what can be sent. */
const SAID: Partial<Record<RolloutState, readonly RegExp[]>> = {
  awaitingApproval: [/approval of/, /--name approve/, /"gate":"[\w-]+"/, /--name reject/],
  deploying: [/deployment of wave/, /--name tripBreaker/],
  stabilizing: [/stabilization of wave .* until about \d{4}-/, /--name tripBreaker/],
  judging: [/a verdict on wave/, /--name tripBreaker/],
  rollingBack: [/to be taken back \(tripped by lee: complaints\)/],
  verifyingRollback: [/telemetry of \d org\(s\) to be back/],
};

describe('what an operator sees of a rollout', () => {
  let stage: Stage;
  let receiver: Receiver;
  let rollout: Played;
  const boards = new Map<string, string>();

  before(async () => {
    receiver = await startReceiver();
    stage = await setStage({ variables: { ROLLCALL_WEBHOOK_URL: receiver.url } });
    rollout = await stage.roll({ release: 'v2.1.0', change: 'CHG-4711' });
  });
  after(async () => {
    await stage?.stop();
    await receiver?.stop();
  });

  /** Keeps the board of every state that it meets on the way. */
  async function watchUntil(wanted: (state: string) => boolean): Promise<void> {
    for (;;) {
      const board = await boardOf(stage.client, rollout.workflowId);
      const state = /^## (\w+)/.exec(board)?.[1] ?? '';
      // Between a decision and what follows from it lie a few moments, which are nobody's to wait for.
      if (!board.includes('what follows from the decision')) boards.set(state, board);
      if (wanted(state)) return;
      await sleep(20);
    }
  }

  async function listed(state: RolloutState): Promise<Record<string, unknown> | undefined> {
    const query = `RollcallState="${state}" AND RollcallEnvironment="production"`;
    const deadline = Date.now() + 20_000;
    // The list of workflows is a little behind.
    while (Date.now() < deadline) {
      for await (const found of stage.client.workflow.list({ query }))
        if (found.workflowId === rollout.workflowId)
          return Object.fromEntries(
            found.typedSearchAttributes
              .getAll()
              .map(({ key, value }) => [key.name, value] as const)
              // The server keeps some of its own.
              .filter(([name]) => name.startsWith('Rollcall')),
          );
      await sleep(100);
    }
    return undefined;
  }

  it('a rollout that waits is found by its search attributes', async () => {
    await watchUntil((state) => state === 'awaitingApproval');
    assert.deepEqual(await listed('awaitingApproval'), {
      RollcallState: 'awaitingApproval',
      RollcallEnvironment: 'production',
      RollcallRelease: 'v2.1.0',
      RollcallAwaiting: 'plan',
    });
  });

  it('the board names the state, what it waits for, and the command', async () => {
    await rollout.approve();
    await watchUntil((state) => state === 'judging');
    await watchUntil((state) => state === 'awaitingApproval');
    await rollout.approve();
    await watchUntil((state) => state === 'stabilizing');
    // Else the rollback may be over before anybody looks.
    await holdNextWrite(stage.enterprise, realOrg('org_parent_001'));
    await stage.client.workflow
      .getHandle(rollout.workflowId)
      .signal('tripBreaker', { by: 'lee', reason: 'complaints' });
    await watchUntil((state) => state === 'verifyingRollback');
    await rollout.approveUntil(isOver);
    for (const [state, texts] of Object.entries(SAID)) {
      const board = boards.get(state) ?? '';
      assert.match(board, new RegExp(`^## ${state}`), state);
      assert.match(board, /\*\*REHEARSAL\*\*.* 600×/, state);
      assert.match(board, /\*\*v2\.1\.0\*\* into \*\*production\*\*.* change CHG-4711/, state);
      for (const text of texts) assert.match(board, text, board);
      if (texts.some(({ source }) => source.includes('--name')))
        assert.ok(board.includes(`--workflow-id '${rollout.workflowId}'`), state);
    }
    const last = await boardOf(stage.client, rollout.workflowId);
    assert.match(last, /^## rolledBack\n[^]*\| 0 \| hub \| 1 \| takenBack \|[^]*Report: `/);
    assert.ok(await listed('rolledBack'));
  });

  it('a webhook hears of gates that wait and of the breaker, with the command', async () => {
    // Chance may flag a wave: its gate asks all the same, under another heading.
    const asked = (kind: string): string => (kind === 'flaggedForReview' ? 'gateWaits' : kind);
    const heard = (kind: string): readonly string[] =>
      receiver.heard.filter((one) => asked(one.kind) === kind).map(({ text }) => text);
    assert.deepEqual(
      receiver.heard.map(({ kind }) => asked(kind)).filter((kind) => kind !== 'rollbackHeld'),
      ['finished', 'gateWaits', 'gateWaits', 'breakerTripped', 'finished'],
    );
    assert.match(heard('gateWaits')[0] ?? '', /approval of the plan/);
    assert.match(heard('gateWaits')[1] ?? '', /expand-50/);
    assert.match(heard('breakerTripped')[0] ?? '', /tripped by lee: complaints/);
    const { command, rolloutId } = receiver.heard.find(({ kind }) => kind === 'gateWaits') ?? {};
    assert.equal(rolloutId, rollout.workflowId);
    assert.match(command ?? '', /--name approve --input '\{"gate":"plan"/);
    assert.match(heard('finished').at(-1) ?? '', /rolledBack/);
  });
});
