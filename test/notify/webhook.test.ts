import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createNoNotifier } from '../../src/notify/none.js';
import type { Notification } from '../../src/notify/port.js';
import { createWebhookNotifier } from '../../src/notify/webhook.js';

const SECRET = 'T000-B000-xyzzy';
const NOTIFICATION: Notification = {
  kind: 'gateWaits',
  rolloutId: 'rollout/production/v2.1.0',
  runId: 'run-1',
  release: 'v2.1.0',
  environment: 'production',
  text: 'Gate expand-50 waits <!channel> & you',
  command: 'rollcall approve rollout/production/v2.1.0 --gate expand-50',
};

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('the webhook notifier', () => {
  let server: Server;
  let origin: string;
  let answer: { status: number; headers?: Record<string, string> } | 'hang' | 'cut';
  let requests: Request[];

  beforeEach(async () => {
    answer = { status: 200 };
    requests = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        requests.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
        if (answer === 'cut') request.socket.destroy();
        else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(SECRET);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const notify = (timeoutMs?: number): Promise<void> =>
    createWebhookNotifier({
      url: `${origin}/services/${SECRET}?token=${SECRET}`,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }).notify(NOTIFICATION, 'run-1/gate/expand-50');

  it('posts all members, a text for Slack, and the key that tells repetitions', async () => {
    await notify();
    const [request] = requests;
    assert.equal(requests.length, 1);
    assert.equal(request?.method, 'POST');
    assert.equal(request?.url, `/services/${SECRET}?token=${SECRET}`);
    assert.equal(request?.headers['idempotency-key'], 'run-1/gate/expand-50');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(request?.body ?? ''), {
      ...NOTIFICATION,
      text: `Gate expand-50 waits &lt;!channel&gt; &amp; you\n\`\`\`${NOTIFICATION.command}\`\`\``,
    });
  });

  it('leaves out a command that there is not', async () => {
    const { command: _, ...rest } = NOTIFICATION;
    await createWebhookNotifier({ url: origin }).notify({ ...rest, text: 'Done.' }, 'key');
    assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), { ...rest, text: 'Done.' });
  });

  for (const status of [302, 404, 429, 503]) {
    it(`fails on ${status}, at once and without the URL`, async () => {
      answer = { status, headers: { location: '/elsewhere', 'retry-after': '1' } };
      const error = await failureOf(notify());
      assert.equal(error.message, `the webhook at ${origin} answered with status ${status}`);
      assert.equal(requests.length, 1);
    });
  }

  it('fails without the URL when nobody answers in time, or the line is cut', async () => {
    answer = 'hang';
    assert.match((await failureOf(notify(100))).message, /could not be reached: ETIMEDOUT$/);
    answer = 'cut';
    assert.match((await failureOf(notify())).message, /could not be reached: ECONNRESET$/);
  });

  it('does not show a URL that is none', () => {
    for (const url of [`nonsense ${SECRET}`, `ftp://${SECRET}`]) {
      assert.throws(
        () => createWebhookNotifier({ url }),
        (error: unknown) => !inspect(error, { depth: null }).includes(SECRET),
      );
    }
  });
});

async function failureOf(call: Promise<void>): Promise<Error> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(SECRET));
  return error;
}

describe('the notifier without a channel', () => {
  it('tells nobody', async () => {
    assert.equal(await createNoNotifier().notify(NOTIFICATION, 'key'), undefined);
  });
});
