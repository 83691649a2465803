import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { attempt } from '../../src/activities/attempt.js';
import type { CallOptions, Priority } from '../../src/platforms/port.js';
import { withApi } from '../http/api-under-test.js';
import { sendJson } from '../http/tiny-server.js';

async function optionsOf(priority?: Priority): Promise<CallOptions> {
  const environment = new MockActivityEnvironment();
  let given: CallOptions = {};
  await environment.run(() =>
    attempt(async (options) => {
      given = options;
    }, priority),
  );
  return given;
}

describe('an attempt of an activity', () => {
  it('says how urgent its calls are, and how long they may wait in place', async () => {
    const told = async (priority?: Priority): Promise<unknown[]> => {
      const { priority: urgency, longestWaitMs } = await optionsOf(priority);
      return [urgency, longestWaitMs];
    };
    assert.deepEqual(await told('rollback'), ['rollback', 5_000]);
    assert.deepEqual(await told('deploy'), ['deploy', 5_000]);
    assert.deepEqual(await told('telemetry'), ['telemetry', undefined]);
    assert.deepEqual(await told(), ['planning', undefined]);
  });

  it('on one org ends where the limit asks for a long wait, and is due again when that is over', async () => {
    const headers = {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 30),
    };
    await withApi(
      (_, response) => sendJson(response, 200, {}, headers),
      async (api, server) => {
        const get = { method: 'GET', path: '/thing' } as const;
        const work = (): Promise<unknown> =>
          attempt(async (options) => {
            await api.send({ ...get, ...options });
            return api.send({ ...get, ...options });
          }, 'deploy');
        await assert.rejects(new MockActivityEnvironment().run(work), (error) => {
          assert.ok(error instanceof ApplicationFailure);
          assert.equal(error.type, 'rateLimited');
          assert.notEqual(error.nonRetryable, true);
          const delayMs = Number(error.nextRetryDelay);
          assert.ok(delayMs > 20_000 && delayMs <= 32_000, `${delayMs} ms`);
          return true;
        });
        assert.equal(server.seen.filter(({ path }) => path === '/thing').length, 1);
      },
    );
  });
});
