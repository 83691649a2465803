import assert from 'node:assert/strict';
import { durationOf } from '../../../src/simulator/nice-cxone/duration.js';
import { saveScript, startCxone, summaryOf, switchScript, type Ask, type Cxone } from './cxone.js';
import { ids, sampleTenants, script, startMs } from './sample-tenant.js';

const bad = 'Voice\\Bad';

interface Metrics {
  orgId: string;
  offered: number;
  answered: number;
  abandoned: number;
  abandonedBy: Record<string, number>;
}

describe('simulator: NICE CXone: one world behind the dialect', () => {
  let cxone: Cxone;
  let api: Ask;
  beforeEach(async () => {
    cxone = await startCxone();
    api = await cxone.api('acme');
  });
  afterEach(() => cxone.close());

  const window = (fromMinute: number, toMinute: number): string => {
    const instant = (minute: number) => new Date(startMs + minute * 60_000).toISOString();
    return `orgId=acme&from=${instant(fromMinute)}&to=${instant(toMinute)}`;
  };
  const truth = async (fromMinute: number, toMinute: number): Promise<Metrics> => {
    const path = `/_sim/truth?${window(fromMinute, toMinute)}`;
    const { body } = await cxone.control<{ orgs: Metrics[] }>(path);
    assert.ok(body.orgs[0]);
    return body.orgs[0];
  };

  it('tells in its summaries what is true', async () => {
    await cxone.advance(40);
    const { offered, answered, abandoned } = await truth(0, 20);
    const summary = await summaryOf(api, 0, 20);
    assert.deepEqual(
      [summary.contactsOffered, summary.contactsHandled, summary.abandonCount],
      [offered, answered, abandoned],
    );
  });

  it('knows what would have been without the release', async () => {
    await saveScript(api, bad, script(bad, { actions: { 4: { name: 'HANGUP' } } }));
    await switchScript(api, bad);
    await cxone.advance(40);
    type Effect = { actual: Metrics; counterfactual: Metrics };
    const path = `/_sim/counterfactual?without=engine&${window(1, 20)}`;
    const { status, body } = await cxone.control<{ orgs: Effect[] }>(path);
    assert.equal(status, 200);
    assert.equal(body.orgs[0]?.actual.answered, 0);
    const without = body.orgs[0]?.counterfactual;
    assert.ok(without && without.answered > 0.85 * without.offered);
  });

  it('never saw the calls that the carrier lost', async () => {
    const shock = { type: 'carrierOutage', carrier: 'telco', minutes: 20 };
    assert.equal(
      (await cxone.control('/_sim/shocks', { method: 'POST', body: shock })).status,
      200,
    );
    await cxone.advance(40);
    const { offered, abandonedBy } = await truth(0, 15);
    assert.ok(offered > 200);
    assert.equal(abandonedBy['carrierOutage'], offered);
    const summary = await summaryOf(api, 0, 15);
    assert.deepEqual([summary.contactsOffered, summary.abandonCount], [0, 0]);
  });

  it('has fewer agents logged in once some have gone', async () => {
    const shock = { type: 'agentsOff', orgId: 'acme', share: 0.5, minutes: 60 };
    assert.equal(
      (await cxone.control('/_sim/shocks', { method: 'POST', body: shock })).status,
      200,
    );
    await cxone.advance(30);
    assert.equal((await summaryOf(api, 0, 5)).agentsLoggedIn, 35);
    assert.equal((await summaryOf(api, 0, 5)).agentsAvailable, 0);
  });

  it('lets a world file plan an edit by hand', async () => {
    const patch = { native: { scriptName: 'gone' } };
    const resourceId = String(ids.entry);
    const shocks = [{ type: 'edit' as const, resourceId, patch, by: 'lee', fromMinutes: 10 }];
    const world = { ...sampleTenants(), shocks };
    const posted = await cxone.control('/_sim/world', { method: 'POST', body: world });
    assert.equal(posted.status, 200);
    api = await cxone.api('acme');
    await cxone.advance(40);
    assert.ok((await summaryOf(api, 0, 8)).contactsHandled > 100);
    assert.equal((await summaryOf(api, 11, 30)).contactsHandled, 0);
  });

  it('aims faults at a script by its id, however the request names it', async () => {
    const fault = { kind: 'script', resourceId: String(ids.welcome), count: 0 };
    const effect = { type: 'status', status: 503 };
    await saveScript(api, bad, 'other');
    await cxone.control('/_sim/faults', { method: 'POST', body: { ...fault, effect } });
    const name = encodeURIComponent('Voice\\Welcome');
    for (const path of [
      `/scripts/${ids.welcome}`,
      `/scripts/historyByName?scriptPath=${name}`,
      `/scripts/files?fileFullName=${name}`,
    ]) {
      assert.equal((await api(path)).status, 503);
    }
    const body = { fileFullName: 'Voice\\Welcome', fileContent: '' };
    assert.equal((await api('/scripts/files', { method: 'POST', body })).status, 503);
    assert.equal((await api(`/scripts/files?fileFullName=${encodeURIComponent(bad)}`)).status, 200);
  });

  it('writes durations as texts', () => {
    const texts = [0, 0.4, 7.25, 60, 83.5, 3600, 3661].map(durationOf);
    assert.deepEqual(texts, ['PT0S', 'PT0.4S', 'PT7.25S', 'PT1M', 'PT1M23.5S', 'PT1H', 'PT1H1M1S']);
  });
});
