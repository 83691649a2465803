import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { decide } from '../../src/client/index.js';
import { boardOf } from './boards.js';
import { journal } from './enterprise.js';
import type { Played } from './play.js';
import { commitRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

describe('two rollouts that want the same org', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
    await commitRelease(stage.enterprise, 'v2.1.0-impatient', {
      'policy.yaml': (text) => text.replace('on_busy_org: wait', 'on_busy_org: refuse'),
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  const planned = (rollout: Played): Promise<unknown> =>
    rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'plan');

  it('the second one waits and says for whom, or fails that org, as policy has it', async () => {
    const atFirst = await stage.configuration();
    const first = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    await planned(first);
    const org = (await first.status()).waves[0]?.orgs[0] ?? '';
    const patient = await stage.roll({ release: 'v2.1.0', only: [org] });
    const impatient = await stage.roll({ release: 'v2.1.0-impatient', only: [org] });
    // All three are planned before anything is written: each of them wants to change the org.
    await planned(patient);
    await planned(impatient);
    await first.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const before = await journal(stage.enterprise.url);

    await Promise.all([patient.approve(), impatient.approve()]);
    const owner = new RegExp(`${org} is in the open deployment window of ${first.workflowId}`);
    await patient.until('a word on whom it waits for', ({ notices }) =>
      notices.some((notice) => owner.test(notice)),
    );
    assert.match(await boardOf(stage.client, patient.workflowId), owner);
    const refused = await impatient.end();
    assert.equal(outcomeOf(refused), 'rolledBack', JSON.stringify(refused));
    const [outcome] = (await impatient.status()).outcomes;
    assert.deepEqual([outcome?.state, outcome?.writes], ['failed', 0]);
    assert.match(outcome?.reason ?? '', owner);
    assert.deepEqual(await journal(stage.enterprise.url), before, 'nobody else writes');

    await decide(stage.client, first.workflowId, { decision: 'reject', by: 'lee' });
    await first.finish();
    const end = await patient.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.ok((await patient.status()).writes > 0);
    const { [realOrg(org)]: shared, ...others } = await stage.configuration();
    const { [realOrg(org)]: _, ...othersBefore } = atFirst;
    assert.match(JSON.stringify(shared), /Regional_IVR_v2\.1/);
    assert.deepEqual(others, othersBefore);
  });

  it('a paused one does not open a window that it was waiting for', async () => {
    const org = 'org_sub_032';
    const first = await stage.roll({ release: 'v2.1.0', only: [org] });
    await planned(first);
    const second = await stage.roll({ release: 'v2.1.0', only: [org] });
    await planned(second);
    await first.approveUntil(({ waves }) => waves[0]?.state === 'watching');
    await second.approve();
    await second.until('a word on whom it waits for', ({ notices }) =>
      notices.some((notice) => notice.includes(`open deployment window of ${first.workflowId}`)),
    );
    await decide(stage.client, second.workflowId, { decision: 'pause', by: 'lee' });
    await decide(stage.client, first.workflowId, { decision: 'trip', by: 'lee' });
    await first.finish();
    const group = stage.client.workflow.getHandle(`group/${second.runId}/1/eu_central`);
    const told = async (): Promise<string[]> => {
      const { events } = await group.fetchHistory();
      return (events ?? []).flatMap((event) => {
        const signal = event.workflowExecutionSignaledEventAttributes;
        if (event.startChildWorkflowExecutionInitiatedEventAttributes) return ['tried'];
        if (event.workflowTaskCompletedEventAttributes) return ['looked'];
        const payload = Buffer.from(signal?.input?.payloads?.[0]?.data ?? []).toString();
        return /"phase":"free"/.test(payload)
          ? ['free']
          : /"resume"/.test(payload)
            ? ['resume']
            : [];
      });
    };
    const hasLooked = (all: readonly string[]): boolean =>
      all.includes('free') && all.slice(all.indexOf('free')).includes('looked');
    for (const until = Date.now() + 60_000; !hasLooked(await told()) && Date.now() < until;)
      await sleep(100);
    await decide(stage.client, second.workflowId, { decision: 'resume', by: 'lee' });
    assert.equal(outcomeOf(await second.finish()), 'succeeded');
    const all = (await told()).filter((what) => what !== 'looked');
    const [free, next, ...others] = all.slice(all.indexOf('free'));
    assert.deepEqual([free, next], ['free', 'resume']);
    assert.ok(others.includes('tried'));
  });
});
