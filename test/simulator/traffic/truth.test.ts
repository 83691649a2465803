import assert from 'node:assert/strict';
import type { OrgMetrics } from '../../../src/simulator/traffic/metrics.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';
import { startPlatform, type Api, type Platform } from '../platform.js';
import { sampleWorld, startMs } from '../sample-world.js';
import { analytics, experience } from '../telemetry.js';

interface Effect {
  orgId: string;
  actual: OrgMetrics;
  counterfactual: OrgMetrics;
  difference: Omit<OrgMetrics, 'orgId'>;
}
interface Counterfactual {
  excludedWrites: number;
  impossibleWrites: number;
  orgs: Effect[];
}

const iso = (minute: number): string => new Date(startMs + minute * 60_000).toISOString();

describe('simulator: truth', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(() => platform.close());

  const patch = async (orgId: string, path: string, body: object): Promise<void> =>
    patched(await platform.api(orgId), path, body);
  const byHand = async (resourceId: string, kind: string, change: object): Promise<void> => {
    const [orgId = ''] = resourceId.split('-');
    const body = { orgId, kind, resourceId, patch: change, by: 'vera' };
    assert.equal((await platform.ask('/_sim/edits', { method: 'POST', body })).status, 200);
  };
  const counterfactual = async (without = 'engine', rest = ''): Promise<Counterfactual> => {
    const path = `/_sim/counterfactual?without=${without}${rest}`;
    const { status, body } = await platform.ask<Counterfactual>(path);
    assert.equal(status, 200);
    return body;
  };
  const differing = ({ orgs }: Counterfactual): string[] =>
    orgs.filter(({ difference }) => !isZero(difference)).map(({ orgId }) => orgId);

  it('agrees with what the platform reports, and knows the causes', async () => {
    await platform.advance(90);
    const { body } = await platform.ask<{ orgs: OrgMetrics[] }>(
      `/_sim/truth?orgId=east&from=${iso(0)}&to=${iso(60)}`,
    );
    const [org] = body.orgs;
    assert.ok(org);
    const told = experience(await analytics(await platform.api('east'), 0, 60));
    assert.deepEqual([org.offered, org.open, org.abandonment], [told.calls, 0, told.abandonment]);
    assert.ok(Math.abs((org.waitOfAnswered.meanSeconds ?? 0) - told.speedOfAnswer) < 0.001);
    const causes = Object.values(org.abandonedBy).reduce((sum, count) => sum + count, 0);
    assert.deepEqual([causes, org.abandonedBy.hungUpInFlow > 30], [org.abandoned, true]);
    const queue = org.queues['east-queue'];
    assert.ok(queue && queue.offered === org.wait.callers);
    assert.ok(queue.wait.p95Seconds! > queue.wait.meanSeconds!);
  });

  it('has no effect to tell of where nobody wrote', async () => {
    const shocks: NonNullable<WorldFile['shocks']> = [
      { type: 'peak', fromMinutes: -50, minutes: 70, factor: 1.3 },
      { type: 'agentsOff', orgId: 'east', fromMinutes: -10, minutes: 40, share: 0.3 },
      { type: 'edit', fromMinutes: -20, resourceId: 'west-trunk', patch: { carrier: 'bell' } },
      { type: 'carrierOutage', carrier: 'bell', fromMinutes: -5, minutes: 15, share: 0.5 },
    ];
    const body = sampleWorld({ shocks });
    assert.equal((await platform.ask('/_sim/world', { method: 'POST', body })).status, 200);
    await platform.advance(10);
    await byHand('east-trunk', 'trunk', { settings: { channels: 60 } });
    const shock = { type: 'peak', factor: 1.5, minutes: 20, fromMinutes: 5 };
    const placed = await platform.ask('/_sim/shocks', { method: 'POST', body: shock });
    assert.equal(placed.status, 200);
    await platform.advance(12);
    assert.equal((await platform.ask('/_sim/shocks', { method: 'DELETE' })).status, 204);
    const calls = { orgId: 'west', count: 20 };
    await platform.ask('/_sim/calls', { method: 'POST', body: calls });
    for (let step = 0; step < 7; step += 1) await platform.advance(7);
    const answer = await counterfactual();
    assert.deepEqual([answer.excludedWrites, differing(answer)], [0, []]);
    assert.ok(answer.orgs.every(({ actual }) => actual.offered > 1000));
    assert.ok((answer.orgs.at(-1)?.actual.abandonedBy.carrierOutage ?? 0) > 50);
  });

  it('tells the effect of a bad flow at the org that got it, and nowhere else', async () => {
    await platform.advance(10);
    await patch('east', '/api/v2/architect/flows/east-flow', { enabled: false });
    await platform.advance(60);
    const answer = await counterfactual('engine', `&from=${iso(10)}&to=${iso(60)}`);
    assert.deepEqual([answer.excludedWrites, differing(answer)], [1, ['east']]);
    const effect = answer.orgs.find(({ orgId }) => orgId === 'east');
    assert.ok(effect && effect.difference.abandonment! > 0.9);
    assert.equal(effect.difference.offered, 0);
    assert.equal(effect.difference.abandonedBy.noFlow, effect.actual.offered);
    assert.deepEqual(differing(await counterfactual('west-client')), []);
    assert.deepEqual(differing(await counterfactual('east')), ['east']);
  });

  it('tells the effect on those whose queue is shared', async () => {
    const targets = [{ type: 'Queue', id: 'hub-queue', weight: 100, priority: 1 }];
    await patch('east', '/api/v2/routing/strategies/east-strategy', { targets });
    await platform.advance(60);
    const answer = await counterfactual();
    assert.deepEqual(differing(answer), ['hub', 'east']);
    const hub = answer.orgs.find(({ orgId }) => orgId === 'hub');
    assert.ok(hub && hub.difference.wait.meanSeconds! > 0);
  });

  it('keeps what people edited by hand, but not what a release put beside it', async () => {
    await patch('east', '/api/v2/telephony/trunks/east-trunk', { settings: { channels: 5 } });
    await byHand('east-trunk', 'trunk', { description: 'checked' });
    await platform.advance(5);
    await byHand('east-flow', 'flow', { enabled: false });
    await platform.advance(60);
    const [, east] = (await counterfactual('engine', `&from=${iso(0)}&to=${iso(50)}`)).orgs;
    assert.ok(east);
    assert.equal(east.counterfactual.abandonedBy.noChannel, 0);
    assert.ok(east.actual.abandonedBy.noChannel > 50);
    assert.ok(east.counterfactual.abandonedBy.noFlow > 800);
  });

  it('refuses a question that it does not understand', async () => {
    for (const path of [
      'truth?from=yesterday',
      `truth?from=${iso(5)}&to=${iso(0)}`,
      'truth?testCalls=all',
      'counterfactual',
    ]) {
      assert.equal((await platform.ask(`/_sim/${path}`)).status, 400, path);
    }
    assert.equal((await platform.ask('/_sim/truth?orgId=nowhere')).status, 404);
  });

  it('goes the same way twice: journal, truth and analytics byte for byte', async () => {
    const script = async (): Promise<string> => {
      const one = await startPlatform({ world: sampleWorld() });
      try {
        const shock = { type: 'carrierOutage', carrier: 'acme', share: 0.4, minutes: 7 };
        for (let step = 0; step < 12; step += 1) {
          await one.advance(5);
          const east = await one.api('east');
          if (step === 2) await one.ask('/_sim/shocks', { method: 'POST', body: shock });
          const name = `Queue ${step}`;
          await east('/api/v2/routing/queues', { method: 'POST', body: { name } });
          const change = { settings: { channels: 40 + step } };
          await patched(east, '/api/v2/telephony/trunks/east-trunk', change);
        }
        const answers = [];
        for (const path of ['journal', 'truth', 'orgs', 'agents', 'shocks']) {
          answers.push((await one.ask(`/_sim/${path}`)).body);
        }
        return JSON.stringify([...answers, await analytics(await one.api('east'), 0, 60)]);
      } finally {
        await one.close();
      }
    };
    const first = await script();
    assert.ok(first.length > 10_000);
    assert.ok(first === (await script()), 'two runs differ');
  });
});

/** Changes a resource as a client does: on condition that it is as it was read. */
async function patched(api: Api, path: string, body: object): Promise<void> {
  const { headers } = await api(path);
  const condition = { 'If-Match': headers.get('etag') ?? '' };
  assert.equal((await api(path, { method: 'PATCH', body, headers: condition })).status, 200);
}

/** Every figure is zero, or there was none to compare. */
function isZero(figures: unknown): boolean {
  if (typeof figures !== 'object' || figures === null) return figures === 0;
  return Object.values(figures).every(isZero);
}
