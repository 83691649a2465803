import assert from 'node:assert/strict';
import { judgeLoad, type LoadVerdict } from '../../../src/domain/synthetic/judge-load.js';
import type { LoadOrder, OrgUnderLoad, PlacedCall } from '../../../src/domain/synthetic/load.js';
import { planLoad } from '../../../src/domain/synthetic/plan-load.js';
import { ANSWERED, callsBy, ORG, RULE } from './load-world.js';

const RIGHT = { main: 70, other: 30 };

function judge(callsOf: (order: LoadOrder) => PlacedCall[], org: OrgUnderLoad = ORG): LoadVerdict {
  return judgeLoad(planLoad([org], RULE, 'load'), RULE, callsOf);
}

/** As a healthy platform, with some calls changed. */
function changed(
  change: (call: PlacedCall, order: LoadOrder, at: number) => Partial<PlacedCall>,
): (order: LoadOrder) => PlacedCall[] {
  const healthy = callsBy(RIGHT, 'changed');
  return (order) => healthy(order).map((call, at) => ({ ...call, ...change(call, order, at) }));
}

function kinds({ findings }: LoadVerdict): string[] {
  return [...new Set(findings.map(({ kind, key }) => `${kind} ${key ?? ''}`))];
}

describe('a synthetic load', () => {
  const plan = planLoad([ORG], RULE, 'load');

  it('has the calls that its checks need, at production’s volume scaled', () => {
    const flow = plan.orders.filter(({ entry }) => entry.kind === 'flow');
    const through = flow.reduce((sum, { count }) => sum + count, 0);
    assert.ok(through >= 5 / 0.3 && through <= 1200, `${through} calls`);
    assert.equal(Math.round((through / plan.minutes) * 60), 600, 'calls an hour');
    assert.ok(flow.every(({ count }) => count <= 500));
    const cells = plan.orders.filter(({ entry }) => entry.kind === 'queue');
    assert.deepEqual(
      cells.map(({ entry, skill, count }) => [entry.id, skill, count >= RULE.callsPerCell]),
      [
        ['main', 'german', true],
        ['other', null, true],
      ],
    );
    assert.equal(new Set(plan.orders.map(({ id }) => id)).size, plan.orders.length);
  });

  it('is called by each language that is spoken', () => {
    const callers = ['de', 'fr'].map((language) => ({ skill: null, language }));
    const { orders } = planLoad([{ ...ORG, callers }], RULE, 'load');
    const at = (entry: string): (string | null)[][] =>
      orders
        .filter((one) => one.entry.id === entry)
        .map(({ skill, language }) => [skill, language]);
    assert.deepEqual(at('main'), [
      ['german', 'de'],
      ['german', 'fr'],
    ]);
    assert.deepEqual(new Set(at('flow').map(([, language]) => language)), new Set(['de', 'fr']));
  });

  it('says so where it would take too long, or nobody knows how many call', () => {
    const slow = planLoad([{ ...ORG, callsPerHour: 20 }], RULE, 'load');
    assert.match(slow.unable[0]?.text ?? '', /would have to be called \d+ times.*volume_scale/);
    assert.equal(slow.minutes, RULE.longestMinutes);
    const unknown = planLoad([{ ...ORG, callsPerHour: null }], RULE, 'load');
    assert.match(unknown.unable[0]?.text ?? '', /calls_per_hour/);
  });

  it('passes where all is as the release says', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { label, findings } = judge(callsBy(RIGHT, `healthy ${seed}`));
      assert.deepEqual([label, findings], ['passed', []], `seed ${seed}`);
    }
  });

  it('finds a weight that is wrong by as much as the policy says, nineteen times of twenty', () => {
    const runs = Array.from({ length: 200 }, (_, seed) =>
      judge(callsBy({ main: 60, other: 40 }, `wrong ${seed}`)),
    );
    const found = runs.filter(({ label }) => label === 'failed');
    assert.ok(found.length >= 180, `${found.length} of 200`);
    assert.match(
      found[0]?.reason ?? '',
      /eu\/strategy\/routing: its weights are not met: eu\/queue\/main got/,
    );
  });

  it('finds calls where the release has no weight, that overflow, or that find no queue', () => {
    const stray = changed((_, { entry }, at) =>
      entry.kind === 'flow' && at === 3 ? { queueId: 'elsewhere' } : {},
    );
    assert.deepEqual(kinds(judge(stray)), ['weights eu/strategy/routing']);
    const fallback = changed(({ queueId }, { entry }) =>
      entry.kind === 'flow' && queueId === 'other' ? { queueId: 'fallback' } : {},
    );
    assert.match(judge(fallback).findings[0]?.text ?? '', /queues of a later priority/);
    const none = changed((_, { entry }, at) =>
      entry.kind === 'flow' && at === 3
        ? { queueId: null, answered: false, ending: 'noQueue' }
        : {},
    );
    assert.match(judge(none).reason, /\d of \d+ calls found no queue/);
  });

  it('finds a block that fails, a flow that ends early and calls that are kept out', () => {
    const block = changed((_, { entry }, at) =>
      entry.kind === 'flow' && at === 7 ? { flowErrors: ['block_003'] } : {},
    );
    assert.match(judge(block).reason, /eu\/flow\/ivr: block block_003 failed for \d of \d+ calls/);
    const gone = { strategyId: null, queueId: null, answered: false, waitSeconds: null };
    const early = changed((_, { entry }, at) =>
      entry.kind === 'flow' && at === 7 ? { ...gone, ending: 'disconnected' } : {},
    );
    assert.match(judge(early).reason, /sent nowhere \(disconnected\)/);
    const out = changed((_, { entry }, at) =>
      entry.kind === 'flow' && at % 4 === 0 ? { ...gone, cameIn: false, ending: 'noChannel' } : {},
    );
    assert.deepEqual(kinds(judge(out)), ['entry eu/flow/ivr']);
  });

  it('finds a skill that nobody has, and agents without it', () => {
    const unanswered = { answered: false, ending: 'gaveUpInQueue', waitSeconds: 60 };
    const missing = changed((_, { skill }) => (skill === 'german' ? unanswered : {}));
    assert.match(judge(missing).reason, /none of \d+ calls for german was answered within 60 s/);
    const wrong = changed((_, { skill }, at) =>
      skill === 'german' && at === 0 ? { agentSkills: ['french'] } : {},
    );
    assert.match(judge(wrong).reason, /answered by agents who have not got that/);
  });

  it('finds waits that are too long, and callers who are overtaken', () => {
    const late = changed((_, { entry }, at) =>
      entry.kind === 'flow' && at % 3 === 0 ? { waitSeconds: 61 } : {},
    );
    assert.ok(judge(late).findings.every(({ kind }) => kind === 'wait'));
    const last = changed(({ queuedAtMs }, { entry }) =>
      entry.kind === 'flow' ? { assignedAtMs: 10_000_000 - (queuedAtMs ?? 0) } : {},
    );
    assert.deepEqual(kinds(judge(last)), ['wait eu/queue/main'], 'of the other nothing is said');
  });

  it('does not pass what it cannot see', () => {
    assert.equal(judge(() => []).label, 'unknown');
    const half = callsBy(RIGHT, 'half');
    const { label, reason } = judge((order) => half(order).slice(0, 2));
    assert.equal(label, 'unknown');
    assert.match(reason, /cannot be shown to be right/);
    const nothing = { ...ORG, flows: [], strategies: [], queues: [] };
    assert.equal(judge(() => [], nothing).label, 'unknown');
    const unsettled = changed((_, { skill }) =>
      skill === 'german'
        ? { settled: false, answered: false, ending: 'open', waitSeconds: 300 }
        : {},
    );
    assert.equal(judge(unsettled).label, 'failed', 'whoever waits still waits too long');
    assert.equal(ANSWERED.answered, true);
  });

  it('does not pass while of some calls it is not known where they went', () => {
    // A flow without a strategy: its queue is called straight as well.
    const org = { ...ORG, flows: [{ key: 'eu/flow/ivr', id: 'flow', sendsTo: ['main'] }] };
    const sent = (order: LoadOrder): PlacedCall[] =>
      callsBy({ main: 1 }, 'sent')(order).map((call) => ({ ...call, strategyId: null }));
    assert.equal(judge(sent, org).label, 'passed');
    const unread = judge((order) => (order.entry.kind === 'flow' ? [] : sent(order)), org);
    assert.deepEqual([unread.label, kinds(unread)], ['unknown', ['unknown eu/flow/ivr']]);
    const open = { settled: false, answered: false, ending: 'open', waitSeconds: null };
    const hanging = judge(
      (order) =>
        sent(order).map((call, at) =>
          order.entry.kind === 'flow' && at % 2 === 0 ? { ...call, ...open, queueId: null } : call,
        ),
      org,
    );
    assert.deepEqual([hanging.label, kinds(hanging)], ['unknown', ['unknown eu/flow/ivr']]);
    assert.match(hanging.reason, /neither a queue nor an end/);
  });

  it('does not pass where the platform does not tell how calls were answered', () => {
    const judged = (change: Partial<PlacedCall>): [string, string[]] => {
      const verdict = judge(changed((_, { entry }) => (entry.id === 'main' ? change : {})));
      return [verdict.label, kinds(verdict)];
    };
    for (const change of [{ waitSeconds: null }, { agentSkills: null }, { assignedAtMs: null }])
      assert.deepEqual(judged(change), ['unknown', ['unknown eu/queue/main']]);
  });

  it('judges a strategy by the calls that another org’s flow sends there', () => {
    const hub = { ...ORG, org: 'hub', flows: [] };
    const sub = { ...ORG, strategies: [], queues: [] };
    const judged = (weights: Record<string, number>): LoadVerdict =>
      judgeLoad(planLoad([hub, sub], RULE, 'load'), RULE, callsBy(weights, 'hub'));
    assert.equal(judged(RIGHT).label, 'passed', judged(RIGHT).reason);
    const wrong = judged({ main: 40, other: 60 });
    assert.deepEqual(kinds(wrong), ['weights eu/strategy/routing']);
    assert.equal(wrong.findings[0]?.org, 'hub');
  });
});
