import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { freePort } from '../../src/cli/demo/ports.js';
import { serveHealth, type Probes } from '../../src/health.js';

describe('the probes of a worker', () => {
  let server: Server | null = null;
  afterEach(() => server?.close());
  const ask = async (probes: Probes, route: string): Promise<[number, unknown]> => {
    const port = await freePort(19_300);
    server = await serveHealth(port, probes);
    const answer = await fetch(`http://127.0.0.1:${port}${route}`);
    const text = await answer.text();
    return [answer.status, text === '' ? null : JSON.parse(text)];
  };
  const gone = (): Promise<never> => Promise.reject(new Error('at some.internal.host:7233'));
  const there = (): Promise<string> => Promise.resolve('yes');

  it('say whether it lives', async () => {
    assert.deepEqual(await ask({ state: () => 'RUNNING', needs: { ledger: gone } }, '/healthz'), [
      200,
      { state: 'RUNNING' },
    ]);
    server?.close();
    assert.deepEqual(await ask({ state: () => 'DRAINING' }, '/healthz'), [
      503,
      { state: 'DRAINING' },
    ]);
  });

  it('say whether it is ready, and what it cannot reach', async () => {
    const needs = { temporal: there, ledger: there };
    assert.deepEqual(await ask({ state: () => 'RUNNING', needs }, '/readyz'), [
      200,
      { state: 'RUNNING', temporal: 'ok', ledger: 'ok' },
    ]);
    server?.close();
    const one = { temporal: there, ledger: gone };
    assert.deepEqual(await ask({ state: () => 'RUNNING', needs: one }, '/readyz'), [
      503,
      { state: 'RUNNING', temporal: 'ok', ledger: 'unreachable' },
    ]);
    server?.close();
    assert.deepEqual(await ask({ state: () => 'STOPPING', needs }, '/readyz'), [
      503,
      { state: 'STOPPING', temporal: 'ok', ledger: 'ok' },
    ]);
  });

  it('are no load, however often they are asked', async () => {
    let asked = 0;
    const needs = { ledger: async () => (asked += 1) };
    const port = await freePort(19_300);
    server = await serveHealth(port, { state: () => 'RUNNING', needs });
    for (let probe = 0; probe < 20; probe += 1) await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.ok(asked < 20, String(asked));
  });

  it('know nothing else', async () => {
    assert.deepEqual(await ask({ state: () => 'RUNNING' }, '/metrics'), [404, null]);
    server?.close();
    const metrics = gone;
    assert.deepEqual(await ask({ state: () => 'RUNNING', metrics }, '/metrics'), [500, null]);
  });
});
