import assert from 'node:assert/strict';
import { decide, moveLine, type LineRequest, type LineState } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { boardOf } from './boards.js';
import { journal } from './enterprise.js';
import { isOver, type Played } from './play.js';
import { commitOperations } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

describe('the line', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
  });
  after(() => stage?.stop());
  afterEach(async () => {
    await commitOperations(stage.enterprise, null);
    await move({ action: 'release', by: 'test' });
    await stage.tidy();
  });

  const move = (request: LineRequest): Promise<LineState> =>
    moveLine(stage.client, request, { taskQueue: stage.queue });

  const writesTo = async (org: string): Promise<number> =>
    (await journal(stage.enterprise.url)).filter(({ orgId }) => orgId === realOrg(org)).length;

  const startFor = (org: string): Promise<Played> => stage.roll({ release: 'v2.1.0', only: [org] });

  it('that is stopped halts a rollout before its next wave and takes nothing back', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const before = await journal(stage.enterprise.url);
    const stopped = await move({ action: 'stop', by: 'dana', reason: 'incident 4711' });
    assert.equal(stopped.ledger?.by, 'dana');
    await rollout.approve();
    const held = await rollout.until('the wait', ({ state }) => state === 'awaitingClearance');
    assert.match(held.awaiting?.what ?? '', /line is stopped by dana since .*: incident 4711/);
    assert.match(held.awaiting?.what ?? '', /rollcall line --release/);
    const board = await boardOf(stage.client, rollout.workflowId);
    assert.match(board, /temporal workflow start --type line .*"action":"release"/s);
    assert.deepEqual(await journal(stage.enterprise.url), before, 'nothing written or taken back');

    assert.deepEqual(await move({ action: 'show' }), stopped);
    const ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    assert.equal((await ledger.readLine())?.reason, 'incident 4711');

    assert.equal((await move({ action: 'release', by: 'lee' })).ledger, null);
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
  });

  it('wakes the rollouts that wait when it is released', async () => {
    await move({ action: 'stop', by: 'dana', reason: 'incident 4711' });
    const org = 'org_sub_022';
    const rollout = await startFor(org);
    const { warnings } = await rollout.until('its plan', ({ planDigest }) => planDigest !== null);
    assert.match(warnings.join(), /NO RULES: there is no operations\.yaml on the protected branch/);
    await rollout.approveUntil(({ state }) => state === 'awaitingClearance');
    await move({ action: 'release', by: 'lee' });
    const handle = stage.client.workflow.getHandle(rollout.workflowId);
    const { events } = await handle.fetchHistory();
    const signals = (events ?? []).flatMap(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? [],
    );
    assert.ok(signals.includes('lookAgain'), signals.join());
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
  });

  it('that operations.yaml stops, too, is said to be so after a release', async () => {
    await move({ action: 'stop', by: 'dana', reason: 'incident 4711' });
    await commitOperations(stage.enterprise, { stop_the_line: { by: 'kim', reason: 'audit' } });
    const state = await move({ action: 'release', by: 'lee' });
    assert.equal(state.ledger, null);
    assert.deepEqual(state.operations, { by: 'kim', reason: 'audit', at: null });
  });

  it('keeps nobody from tripping meanwhile', async () => {
    await move({ action: 'stop', by: 'dana', reason: 'incident 4711' });
    const rollout = await startFor('org_sub_032');
    await rollout.approveUntil(({ state }) => state === 'awaitingClearance');
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    await rollout.until('the end', isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.equal(await writesTo('org_sub_032'), 0);
  });

  it('is not stopped without a reason', async () => {
    const nameless = { action: 'stop', by: 'dana' } as unknown as LineRequest;
    await assert.rejects(move(nameless), /reason.*for example/);
    assert.equal((await move({ action: 'show' })).ledger, null);
  });
});
