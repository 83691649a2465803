import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { resourceId } from '../../src/cli/demo/identity.js';
import { decide } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import { balancingId, orgDeploymentId, WorkflowType } from '../../src/workflows/ids.js';
import { callBack, sendOff } from './agents.js';
import { boardOf } from './boards.js';
import { configurationOf, journal, post } from './enterprise.js';
import { placeFault } from './faults.js';
import { BY_AGENTS, SHARED_CALLERS, SUPPORT_QUEUE, withSupport } from './followed-agents.js';
import type { Played } from './play.js';
import { commitRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const ORGS = ['org_sub_002', 'org_sub_012'];
const RELEASE = 'v2.2.0';

type Weights = readonly number[];

/** Weights that follow the agents while a window is open, on a real Temporal server, with the simulator's agents. */
describe('weights by agents', () => {
  let stage: Stage;
  let ledger: Ledger;

  before(async () => {
    stage = await setStage({
      world: withSupport,
      policy: BY_AGENTS,
    });
    ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    await commitRelease(stage.enterprise, RELEASE, SHARED_CALLERS);
  });
  after(() => stage?.stop());
  afterEach(async () => {
    await callBack(stage.enterprise.url);
    await stage.tidy();
  });

  const strategyOf = (org: string): string =>
    resourceId(realOrg(org), 'strategy', 'regional_routing');
  /** Weights of main and support after each write to the org's strategy, by whom. */
  const written = async (org: string): Promise<{ weights: Weights; by: string }[]> =>
    (await journal(stage.enterprise.url))
      .filter(({ resourceId: id }) => id === strategyOf(org))
      .map(({ after, clientId: by }) => ({
        weights: ((after?.['targets'] ?? []) as { weight: number }[]).map((t) => t.weight),
        by,
      }));
  const until = async (what: string, isTrue: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 1_200; tries += 1) {
      if (await isTrue()) return;
      await sleep(50);
    }
    throw new Error(`${what} did not come`);
  };
  const lookOf = async (rollout: Played, org: string): Promise<number> => {
    const { rolloutKey } = await rollout.status();
    const board = await boardOf(stage.client, balancingId(rolloutKey, org, 1)).catch(() => '');
    return Number(/^Look (\d+)/.exec(board)?.[1] ?? 0);
  };
  const looks = async (rollout: Played, org: string, more: number): Promise<void> => {
    const from = await lookOf(rollout, org);
    await until(`${more} looks`, async () => (await lookOf(rollout, org)) >= from + more);
  };
  /** Rolls to two orgs, and waits with the window of the first one open, its weights at rest. */
  const opened = async (): Promise<{ rollout: Played; org: string }> => {
    const rollout = await stage.roll({ release: RELEASE, only: ORGS });
    const ready = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const org = ready.waves.at(-2)?.orgs[0] ?? '';
    await looks(rollout, org, 2);
    return { rollout, org };
  };
  const trip = (rollout: Played): Promise<unknown> =>
    decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });

  it('are in the plan and at its gate, with how far an approval lets them go', async () => {
    const rollout = await stage.roll({ release: RELEASE, only: ORGS });
    const { awaiting } = await rollout.until(
      'the gate',
      ({ awaiting }) => awaiting?.gate === 'plan',
    );
    assert.match(
      awaiting?.what ?? '',
      /regional_routing, AT ONCE, by agents \(50 30–70, 50 30–70, at most 20 a step\) in 2 org/,
    );
    const { rolloutKey } = await rollout.status();
    const address = { environment: 'production', org: ORGS[0] ?? '' };
    const { resources } = await ledger.readPlan(address, rolloutKey);
    const [strategy] = resources.filter(({ kind }) => kind === 'strategy');
    // The four subs share the hub's support; each has its own queue for itself.
    assert.deepEqual(
      strategy?.envelope?.targets.map(({ queue, agentsShare }) => [queue, agentsShare]),
      [
        ['na_east/queue/regional_main', 1],
        ['global_shared/queue/global_support', 0.25],
      ],
    );
    await decide(stage.client, rollout.workflowId, {
      decision: 'reject',
      gate: 'plan',
      by: 'lee',
      reason: 'only looking',
    });
    assert.equal(outcomeOf(await rollout.end()), 'rejected');
  });

  it('relieve an org that loses half its agents within two looks, and go back to before by a trip', async () => {
    const before = await stage.configuration();
    const { rollout, org } = await opened();
    const { rolloutKey } = await rollout.status();
    const settled = (await written(org)).at(-1)?.weights[0] ?? 0;
    await sendOff(stage.enterprise.url, realOrg(org), 0.5);
    const since = await lookOf(rollout, org);
    await until('relief', async () => ((await written(org)).at(-1)?.weights[0] ?? 100) < settled);
    const [relief] = (
      await ledger.readAdjustments({ environment: 'production', org }, rolloutKey)
    ).slice(-1);
    assert.ok(relief !== undefined);
    assert.match(
      relief.moves[0]?.reason ?? '',
      /more calls than agents for them: \S+regional_main/,
    );
    const { events = [] } = await stage.client.workflow
      .getHandle(orgDeploymentId('guide', realOrg(org)))
      .fetchHistory();
    const found = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
      if (signal?.signalName !== 'balancingFound') return [];
      const [payload] = signal.input?.payloads ?? [];
      return [JSON.parse(Buffer.from(payload?.data ?? []).toString()) as { look: number }];
    });
    // One look may have been under way already when they left.
    assert.ok(
      (found.at(-1)?.look ?? Infinity) <= since + 3,
      `${found.at(-1)?.look} > ${since} + 3`,
    );
    assert.match(
      await boardOf(stage.client, orgDeploymentId('guide', realOrg(org))),
      /Weights by agents[^]*regional_routing: \d+, \d+ → \d+, \d+: more calls than agents/,
    );

    // They come back, and go, and come back: nothing turns round at once.
    const writes = (await written(org)).length;
    for (const away of [false, true, false]) {
      await callBack(stage.enterprise.url);
      if (away) await sendOff(stage.enterprise.url, realOrg(org), 0.5);
      await looks(rollout, org, 2);
    }
    assert.equal((await written(org)).length, writes, 'nothing turns round at once');
    for (const { weights } of (await written(org)).slice(1))
      assert.equal((weights[0] ?? 0) + (weights[1] ?? 0), 100);

    await trip(rollout);
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.deepEqual(await stage.configuration(), before);
    const { outcomes } = await rollout.status();
    const outcome = outcomes.find((one) => one.org === org);
    assert.deepEqual([outcome?.state, outcome?.kept], ['rolledBack', 0]);
  });

  it('are a person’s once a person sets one: nothing follows the agents any more, and that is said', async () => {
    const { rollout, org } = await opened();
    const { weights } = (await written(org)).at(-1) ?? { weights: [] };
    const targets = [resourceId(realOrg(org), 'queue', 'regional_main'), SUPPORT_QUEUE].map(
      (id, at) => ({
        type: 'Queue',
        id,
        weight: (weights[at] ?? 0) + (at === 0 ? 1 : -1),
        priority: 1,
      }),
    );
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(org),
      kind: 'strategy',
      resourceId: strategyOf(org),
      by: 'kim',
      patch: { targets },
    });
    const status = await rollout.until('the word', ({ notices }) =>
      notices.some((notice) => /no longer follow the agents: somebody changed/.test(notice)),
    );
    assert.ok(status.notices.some((notice) => notice.includes(`${org}: weights of `)));
    const writes = (await written(org)).length;
    await sendOff(stage.enterprise.url, realOrg(org), 0.5);
    await looks(rollout, org, 3);
    assert.equal((await written(org)).length, writes);
    await trip(rollout);
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    const kept = (await written(org)).at(-1)?.weights;
    assert.deepEqual(
      kept,
      targets.map(({ weight }) => weight),
      'her weights stay',
    );
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(org),
      kind: 'strategy',
      resourceId: strategyOf(org),
      by: 'kim',
      patch: {
        targets: targets.map((one, at) => ({ ...one, weight: 90 - 80 * at, priority: 1 + at })),
      },
    });
  });

  it('go on when the plan is made anew for orgs of later waves, and when an answer is lost', async () => {
    const { rollout, org } = await opened();
    const { planDigest, rolloutKey } = await rollout.status();
    const other = ORGS.find((one) => one !== org) ?? '';
    const setOthers = (first: number): Promise<unknown> =>
      post(`${stage.enterprise.url}/_sim/edits`, {
        orgId: realOrg(other),
        kind: 'strategy',
        resourceId: strategyOf(other),
        by: 'kim',
        patch: {
          targets: ['regional_main', 'global_support'].map((name, at) => ({
            type: 'Queue',
            id: at === 0 ? resourceId(realOrg(other), 'queue', name) : SUPPORT_QUEUE,
            weight: at === 0 ? first : 10,
            priority: at + 1,
          })),
        },
      });
    await setOthers(80);
    await rollout.approve();
    await rollout.until(
      'the plan made anew',
      (status) => status.planDigest !== planDigest && status.awaiting?.gate === 'plan',
    );
    const lost = { type: 'dropResponse' } as const;
    await placeFault(stage.enterprise, {
      orgId: realOrg(org),
      method: 'PATCH',
      kind: 'strategy',
      effect: lost,
    });
    const { weights: settled } = (await written(org)).at(-1) ?? { weights: [] };
    await sendOff(stage.enterprise.url, realOrg(org), 0.5);
    await until(
      'relief',
      async () => ((await written(org)).at(-1)?.weights[0] ?? 100) < (settled[0] ?? 0),
    );
    await looks(rollout, org, 2);
    const { weights } = (await written(org)).at(-1) ?? { weights: [] };
    assert.equal((weights[0] ?? 0) + (weights[1] ?? 0), 100);
    assert.ok(
      (await rollout.status()).notices.every((notice) => !notice.includes('no longer follow')),
      'what was written is no person’s edit',
    );
    const address = { environment: 'production', org };
    assert.ok((await ledger.readAdjustments(address, rolloutKey)).length > 0);
    await trip(rollout);
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.deepEqual((await written(org)).at(-1)?.weights, [90, 10]);
    await setOthers(90);
  });

  it('stay while test calls are under way, whose measure they are, and go on once these are judged', async () => {
    const { rollout, org } = await opened();
    const { rolloutKey } = await rollout.status();
    const plan = { orgs: [], orders: [], minutes: 0, tests: 0, unable: [] };
    await ledger.writeLoad(rolloutKey, { plan, verdict: null });
    const writes = (await written(org)).length;
    await sendOff(stage.enterprise.url, realOrg(org), 0.5);
    await looks(rollout, org, 3);
    assert.equal((await written(org)).length, writes);
    const { notices } = await rollout.status();
    assert.ok(
      notices.some((notice) => notice.includes(`${org}: weights of `) && /test calls/.test(notice)),
      notices.join('\n'),
    );
    const verdict = {
      label: 'passed',
      reason: 'all well',
      calls: 0,
      findings: [],
      cells: [],
    } as const;
    await ledger.writeLoad(rolloutKey, { plan, verdict });
    await until('relief', async () => (await written(org)).length > writes);
    await trip(rollout);
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
  });

  it('go back to before by a remediation, where rollout and window are gone', async () => {
    const { rollout, org } = await opened();
    const { rolloutKey } = await rollout.status();
    await sendOff(stage.enterprise.url, realOrg(org), 0.5);
    const address = { environment: 'production', org };
    const count = async (): Promise<number> =>
      (await ledger.readAdjustments(address, rolloutKey)).length;
    const had = await count();
    await until('relief', async () => (await count()) > had);
    await looks(rollout, org, 1);
    const groups = `group/${rolloutKey}/`;
    for await (const { workflowId } of stage.client.workflow.list({
      query: 'ExecutionStatus="Running"',
    }))
      if (
        workflowId === rollout.workflowId ||
        workflowId.startsWith(groups) ||
        workflowId.startsWith('org/')
      )
        await stage.client.workflow.getHandle(workflowId).terminate('gone');
    const done = await stage.client.workflow.execute(WorkflowType.remediation, {
      taskQueue: stage.queue,
      workflowId: `remediation/${rolloutKey}`,
      args: [{ rollout: rolloutKey, action: 'takeBack', by: 'lee' }],
    });
    const outcome = done.outcomes.find((one: { org: string }) => one.org === org);
    assert.equal(outcome?.state, 'rolledBack', JSON.stringify(done));
    const { weights } = (await written(org)).at(-1) ?? { weights: [] };
    assert.deepEqual(weights, [90, 10]);
  });

  it('ask a person before they go farther than was approved, at a gate that nothing else waits for', async () => {
    const { rollout, org } = await opened();
    await sendOff(stage.enterprise.url, realOrg(org), 0.9);
    const gate = `traffic-${org}`;
    const asked = await rollout.until('the question', ({ questions }) =>
      (questions ?? []).some((question) => question.gate === gate),
    );
    assert.equal(
      asked.awaiting?.gate,
      'expand-100',
      'what the rollout waits for is another matter',
    );
    assert.match(asked.questions?.[0]?.what ?? '', /regional_main \d+ \(0–70\).*nobody approved/);
    assert.match(
      await boardOf(stage.client, rollout.workflowId),
      /\*\*Asked:\*\*[^]*traffic-org_sub/,
    );
    const limit = (await written(org)).at(-1)?.weights ?? [];
    assert.deepEqual(limit, [30, 70], 'as far as was approved');
    await looks(rollout, org, 3);
    const again = await rollout.status();
    assert.equal(again.questions?.length, 1, 'one question at a time');
    await assert.rejects(
      decide(stage.client, rollout.workflowId, {
        decision: 'approve',
        gate: 'traffic-x',
        by: 'lee',
      }),
      /the open one is "expand-100"/,
    );
    const answer = await decide(stage.client, rollout.workflowId, {
      decision: 'approve',
      gate,
      by: 'lee',
      note: 'until the night shift',
    });
    assert.equal(answer.opens, true, answer.taken);
    await until('relief', async () => ((await written(org)).at(-1)?.weights[0] ?? 100) < 30);
    const { approvals, awaiting } = await rollout.status();
    const [record] = approvals.filter(({ kind }) => kind === 'traffic');
    assert.deepEqual(
      [record?.gate, record?.by, record?.note],
      [gate, 'lee', 'until the night shift'],
    );
    assert.equal(awaiting?.gate, 'expand-100');
    await trip(rollout);
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.deepEqual((await written(org)).at(-1)?.weights, [90, 10]);
  });

  // The last one, since it brings the orgs onto the release.
  it('stay as they are at the close, which the report says and the same release leaves alone', async () => {
    const { rollout, org } = await opened();
    await sendOff(stage.enterprise.url, realOrg(org), 0.5);
    await looks(rollout, org, 3);
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const adjusted = (await written(org)).at(-1)?.weights;
    assert.ok((adjusted?.[0] ?? 50) < 50, JSON.stringify(adjusted));
    const { rolloutKey, outcomes } = await rollout.status();
    assert.ok((outcomes.find((one) => one.org === org)?.adjusted ?? 0) > 0);
    const report = (await ledger.readReport(rolloutKey))['report.md'] ?? '';
    assert.match(report, /## Weights by agents/);
    assert.match(
      report,
      new RegExp(`\\| ${org} \\| \\S+regional_routing \\| \\d+, \\d+ → \\d+, \\d+ \\|`),
    );
    const again = await stage.roll({ release: RELEASE, only: [org] });
    assert.equal(outcomeOf(await again.finish()), 'succeeded');
    const { writes, changes } = await again.status();
    assert.deepEqual([writes, changes?.modified, changes?.conflict, changes?.kept], [0, 0, 0, 0]);
    assert.deepEqual((await written(org)).at(-1)?.weights, adjusted);
    assert.ok(Object.keys(await configurationOf(stage.enterprise.url, realOrg(org))).length > 0);
  });
});
