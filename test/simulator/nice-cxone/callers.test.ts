import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import {
  saveScript,
  startCxone,
  summaryOf,
  summaryPath,
  switchScript,
  type Ask,
  type Cxone,
  type SkillSummary,
} from './cxone.js';
import { ids, script, startMs } from './sample-tenant.js';

const welcome = 'Voice\\Welcome';
const bad = 'Voice\\Bad';
const ratio = ({ abandonCount, contactsOffered }: SkillSummary): number =>
  abandonCount / contactsOffered;

describe('simulator: NICE CXone: what the callers suffer', () => {
  let cxone: Cxone;
  let api: Ask;
  beforeEach(async () => {
    cxone = await startCxone();
    api = await cxone.api('acme');
  });
  afterEach(() => cxone.close());

  it('tells the averages as texts, and the counts and agents as numbers', async () => {
    await cxone.advance(40);
    const summary = await summaryOf(api, 0, 30);
    assert.ok(summary.contactsOffered > 450 && summary.contactsOffered < 750);
    assert.equal(summary.contactsHandled + summary.abandonCount, summary.contactsOffered);
    assert.match(summary.averageSpeedToAnswer, /^PT(\d+M)?\d+(\.\d+)?S$/);
    assert.ok(summary.contactsWithinSLA > 0.7 * summary.contactsOffered);
    assert.equal(summary.contactsWithinSLA + summary.contactsOutOfSLA, summary.contactsOffered);
    assert.match(summary.longestQueueDur, /^PT/);
    assert.equal(summary.agentsLoggedIn, 70);
    assert.ok(summary.agentsAvailable < 40);
    const { body } = await api<{ skillSummaries: SkillSummary[] }>(summaryPath(0, 30));
    assert.deepEqual(
      body.skillSummaries.map(({ skillId }) => skillId),
      [ids.support, ids.sales, ids.unstaffed],
    );
    // Nobody called here, which reads as an instant answer: the client has to look at the counts.
    assert.equal(body.skillSummaries[1]?.averageSpeedToAnswer, 'PT0S');
    assert.equal(body.skillSummaries[1]?.contactsOffered, 0);
    assert.equal(body.skillSummaries[2]?.agentsLoggedIn, 0);
  });

  it('wants a span of time', async () => {
    assert.equal((await api('/skills/summary')).status, 400);
    assert.equal((await api(summaryPath(10, 5))).status, 400);
    assert.equal((await api('/skills/summary?startDate=yesterday&endDate=today')).status, 400);
  });

  it('shows the agents and the line of this moment', async () => {
    await cxone.advance(5);
    type Activity = { totalRecords: number; skillActivity: JsonObject[] };
    const all = await api<Activity>('/skills/activity');
    assert.equal(all.body.totalRecords, 3);
    const { body } = await api<Activity>(`/skills/${ids.support}/activity`);
    const [activity] = body.skillActivity;
    assert.deepEqual(
      [activity?.['serverTime'], activity?.['agentsLoggedIn']],
      [new Date(startMs + 5 * 60_000).toISOString(), 70],
    );
    const { agentsAvailable, agentsWorking, queueCount } = activity ?? {};
    assert.ok(Number(agentsWorking) > 20);
    assert.ok(Number(agentsAvailable) + Number(agentsWorking) <= 70);
    assert.equal(typeof queueCount, 'number');
  });

  it('hurts the callers when a point of contact is switched to a bad script, until it is switched back', async () => {
    await saveScript(api, bad, script(bad, { properties: { 4: { skill: 'Gone' } } }));
    await cxone.advance(20);
    await switchScript(api, bad);
    await cxone.advance(20);
    await switchScript(api, welcome);
    await cxone.advance(40);
    const [before, during, after] = [
      await summaryOf(api, 0, 18),
      await summaryOf(api, 20, 38),
      await summaryOf(api, 42, 62),
    ];
    assert.ok(ratio(before) < 0.15, `before ${ratio(before)}`);
    assert.equal(during.contactsHandled, 0);
    assert.ok(during.contactsOffered > 250, 'they called all the same');
    assert.ok(ratio(after) < 0.15, `after ${ratio(after)}`);
    const bolt = await cxone.api('bolt');
    assert.ok(ratio(await summaryOf(bolt, 20, 38, ids.support + 10_000)) < 0.15);
  });

  const hurtful: [what: string, content: unknown][] = [
    ['that loops', script(bad, { branches: { 3: [{ label: 'Default', to: 2 }] } })],
    [
      'with a variable that nothing sets',
      script(bad, { properties: { 2: { phrase: 'Hi {NAME}' } } }),
    ],
    [
      'with an action that Studio does not know',
      script(bad, { actions: { 3: { name: 'ORACLE' } } }),
    ],
    ['with a branch to nowhere', script(bad, { branches: { 2: [{ label: 'Default', to: 99 }] } })],
    ['that hangs up', script(bad, { actions: { 3: { name: 'HANGUP' } } })],
    ['that asks for no agent', script(bad, { actions: { 4: { name: 'PLAY' } } })],
    ['whose skill nobody staffs', script(bad, { properties: { 4: { skill: 'Unstaffed' } } })],
    ['that is no script', 'oops'],
    [
      'that spreads callers over more than skills',
      script(bad, {
        branches: {
          3: [
            { label: '1', to: 4 },
            { label: '2', to: 2 },
          ],
        },
      }),
    ],
  ];
  for (const [what, content] of hurtful) {
    it(`makes callers give up over a script ${what}`, async () => {
      await saveScript(api, bad, content);
      await switchScript(api, bad);
      await cxone.advance(40);
      const summaries = await api<{ skillSummaries: SkillSummary[] }>(summaryPath(0, 20));
      const total = summaries.body.skillSummaries.reduce(
        (sum, one) => sum + one.contactsOffered,
        0,
      );
      const handled = summaries.body.skillSummaries.reduce(
        (sum, one) => sum + one.contactsHandled,
        0,
      );
      assert.ok(total > 300, `${total} calls`);
      assert.ok(handled < 0.6 * total, `${handled} of ${total} handled`);
    });
  }

  it('lets scripts set variables, and spreads callers by the weights of a case', async () => {
    const content = script(bad, {
      actions: {
        1: { name: 'ASSIGN' },
        3: { name: 'CASE' },
        5: { name: 'REQAGENT' },
      },
      properties: {
        1: { variable: 'NAME', value: 'you' },
        2: { phrase: 'Hi {NAME}', durationSeconds: 5 },
        5: { skill: ids.sales },
      },
      branches: {
        3: [
          { label: 'a', to: 4, weight: 25 },
          { label: 'b', to: 5, weight: 75 },
        ],
      },
    });
    await saveScript(api, bad, content);
    await switchScript(api, bad);
    await cxone.advance(60);
    const support = (await summaryOf(api, 10, 45)).contactsOffered;
    const sales = (await summaryOf(api, 10, 45, ids.sales)).contactsOffered;
    const share = sales / (sales + support);
    assert.ok(share > 0.68 && share < 0.82, `share of sales ${share}`);
    await switchScript(api, welcome);
    interface Org {
      resources: { strategy: unknown[] };
    }
    const { body } = await cxone.control<Org>('/_sim/orgs/acme');
    assert.deepEqual(body.resources.strategy, []);
  });

  it('hurts the callers when the point of contact or the skill is inactive, or the script is deleted', async () => {
    await switchScript(api, welcome, { isActive: false });
    await cxone.advance(15);
    assert.equal((await summaryOf(api, 0, 10)).contactsHandled, 0);
    await switchScript(api, welcome);
    const inactive = { method: 'PUT', body: { skill: { isActive: false } } };
    assert.equal((await api(`/skills/${ids.support}`, inactive)).status, 204);
    await cxone.advance(15);
    assert.equal((await summaryOf(api, 16, 25)).contactsHandled, 0);
    const active = { method: 'PUT', body: { skill: { isActive: true } } };
    assert.equal((await api(`/skills/${ids.support}`, active)).status, 204);
    await api('/scripts/files?fileFullName=Voice%5CWelcome', { method: 'DELETE' });
    await cxone.advance(15);
    assert.equal((await summaryOf(api, 31, 40)).contactsHandled, 0);
  });

  it('gives the same answers to the same requests', async () => {
    const again = await startCxone();
    try {
      const runs = [api, await again.api('acme')].map(async (one, index) => {
        const world = index === 0 ? cxone : again;
        const scriptId = await saveScript(
          one,
          bad,
          script(bad, { actions: { 4: { name: 'HANGUP' } } }),
        );
        await switchScript(one, bad);
        await world.advance(30);
        return { scriptId, summary: await summaryOf(one, 0, 25) };
      });
      const [first, second] = await Promise.all(runs);
      assert.deepEqual(first, second);
    } finally {
      await again.close();
    }
  });
});
