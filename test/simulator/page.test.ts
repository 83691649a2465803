import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { html } from '../../src/simulator/page/html.js';
import { chromiumPath, launchChromium, whySkipped } from './chromium.js';
import { startPlatform, type Platform } from './platform.js';
import { org, sampleWorld } from './sample-world.js';

describe('simulator: page', () => {
  let platform: Platform;
  afterEach(() => platform.close());

  it('is served with all its parts, and asks for nothing from elsewhere', async () => {
    platform = await startPlatform();
    const seen = new Set<string>();
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const response = await fetch(`${platform.url}${path}`);
      const text = await response.text();
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.doesNotMatch(text.replaceAll('http://www.w3.org/2000/svg', ''), /https?:\/\//, path);
      const links = [...text.matchAll(/(?:href|src)="(\/[^"]+)"|from '\.(\/[^']+)'/g)];
      for (const [, absolute, relative = ''] of links) {
        await follow(absolute ?? `/_sim/page${relative}`);
      }
    };
    await follow('/');
    assert.equal(seen.size, 8);
    assert.doesNotMatch(html, /<script>|style="|onclick=/);
  });

  it('is drawn from numbers that add up', async () => {
    platform = await startPlatform();
    await platform.advance(10);
    const { body } = await platform.ask<{
      stepSeconds: number;
      from: string;
      orgs: { id: string; series: Record<string, number[]>; agents: { onQueue: number } }[];
    }>('/_sim/overview?minutes=30&points=10');
    assert.deepEqual([body.stepSeconds, body.from], [180, '2026-03-02T08:36:00.000Z']);
    const [, east] = body.orgs;
    const { answered = [], abandoned = [] } = east?.series ?? {};
    assert.deepEqual([answered.length, abandoned.length, east?.agents.onQueue], [10, 10, 70]);
    const calls = [...answered, ...abandoned].reduce((sum, count) => sum + count, 0);
    assert.ok(Math.abs(calls - 600) < 150, `${calls} calls in 30 minutes at 20 a minute`);
    assert.equal((await platform.ask('/_sim/overview?points=0')).status, 400);
  });
});

/** Two hundred orgs at a quarter of their load are drawn as well, and are simulated sooner. */
function quieter(file: ReturnType<typeof org>): ReturnType<typeof org> {
  if (file.callers) file.callers.perMinute = 5;
  return file;
}

const inBrowser = chromiumPath === undefined ? describe.skip : describe;
const suffix = chromiumPath === undefined ? ` (${whySkipped})` : '';

inBrowser(`simulator: page in Chromium${suffix}`, function () {
  this.timeout(60_000);
  const complaints: string[] = [];
  let platform: Platform;
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchChromium();
    const ids = Array.from({ length: 200 }, (_, index) => `org-${index}`);
    const orgs = ids.map((id) => quieter(org(id, null)));
    // Nobody answers at one org, and at another nobody calls.
    Object.assign(orgs[137] ?? {}, { queues: {} });
    Object.assign(orgs[5] ?? {}, { callers: null, name: '<b>Quiet</b> & Co' });
    platform = await startPlatform({ world: sampleWorld({ orgs, warmUpMinutes: 40 }) });
  });
  after(async () => {
    await browser.close();
    await platform.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    complaints.length = 0;
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${platform.url}/`);
    await page.waitForSelector('tbody tr');
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });

  const text = (selector: string) => page.locator(selector).innerText();

  it('draws two hundred orgs, the worst first', async () => {
    assert.equal(await page.locator('tbody tr').count(), 200);
    const first = page.locator('tbody tr').first();
    assert.equal(await first.getAttribute('data-org'), 'org-137');
    assert.match(await first.innerText(), /trouble[\s\S]+Org org-137/);
    const curves = await first
      .locator('.curve')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.length ?? 0));
    assert.ok(curves[0] !== undefined && curves[0] > 100, `the curves: ${curves.join()}`);
    const last = await page.locator('tbody tr').last().innerText();
    assert.match(last, /quiet[\s\S]+<b>Quiet<\/b> & Co/);
    assert.match(await text('#orgs-count'), /^200 in all, \d+ in trouble$/);
  });

  it('keeps up with the clock, faults and writes', async () => {
    assert.match(await text('#clock'), /2026-03-02 09:00:00 UTC · clock frozen/);
    assert.equal(await text('#faults'), 'none');
    const fault = { orgId: 'org-1', count: 0, effect: { type: 'latency', ms: 40 } };
    await platform.ask('/_sim/faults', { method: 'POST', body: fault });
    const edit = { orgId: 'org-2', kind: 'flow', name: 'Welcome', patch: { a: 1 }, by: 'lee' };
    await platform.ask('/_sim/edits', { method: 'POST', body: edit });
    await platform.advance(5);
    await page.getByText('manual:lee').waitFor();
    assert.match(await text('#writes'), /PATCH flow Welcome\s+09:00:00 · org-2 · manual:lee/);
    assert.match(await text('#faults'), /latency, ms 40\s+org-1 · 0 of 0 hit/);
    assert.match(await text('#clock'), /09:05:00/);
    await platform.ask('/_sim/faults', { method: 'DELETE' });
    await page.locator('#faults', { hasText: 'none' }).waitFor();
  });

  it('shows shocks, those that are on first', async () => {
    const place = (shock: object) => platform.ask('/_sim/shocks', { method: 'POST', body: shock });
    await place({ type: 'peak', factor: 2, fromMinutes: 60, minutes: 30 });
    await place({ type: 'carrierOutage', carrier: 'acme', minutes: 20 });
    await page.getByText('carrierOutage').waitFor();
    assert.match(
      await text('#shocks'),
      /carrierOutage, minutes 20, carrier acme[\s\S]+active · [\d:]{8} – [\d:]{8}[\s\S]+peak[\s\S]+scheduled/,
    );
  });

  it('finds an org', async () => {
    await page.getByLabel('Filter orgs').fill('org-19');
    assert.equal(await page.locator('tbody tr').count(), 11);
    assert.match(await text('#orgs-count'), /11 found/);
  });

  it('says when the simulator is gone', async () => {
    const other = await startPlatform();
    await page.goto(`${other.url}/`);
    await page.waitForSelector('tbody tr');
    await other.close();
    await page.getByText('The simulator does not answer').waitFor();
    complaints.length = 0;
  });
});
