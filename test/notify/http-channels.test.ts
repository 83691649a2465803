import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Webhook } from 'standardwebhooks';
import type { Channel, Message } from '../../src/notify/channel.js';
import { createPagerDutyChannel } from '../../src/notify/pagerduty.js';
import { createSlackChannel } from '../../src/notify/slack.js';
import { createWebhookChannel } from '../../src/notify/webhook.js';
import { startHttpReceiver, type HttpReceiver } from './receiver.js';
import { MESSAGE, NOTIFICATION, refusalOf, SECRET } from './samples.js';

const SIGNING_SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const KEY = 'R0UT1NGKEY';

describe('alerts over HTTP', () => {
  let receiver: HttpReceiver;

  beforeEach(async () => {
    receiver = await startHttpReceiver(SECRET);
  });
  afterEach(() => receiver.stop());

  const url = (): string => `${receiver.origin}/services/${SECRET}?token=${SECRET}`;
  const short = { timeoutMs: 200 };
  const ways: Record<string, () => Channel> = {
    slack: () => createSlackChannel({ url: async () => url(), ...short }),
    webhook: () =>
      createWebhookChannel({ url: url(), secret: async () => SIGNING_SECRET, ...short }),
    pagerduty: () => createPagerDutyChannel({ routingKey: async () => KEY, url: url(), ...short }),
  };

  for (const [name, open] of Object.entries(ways)) {
    describe(name, () => {
      it('posts JSON to the whole address, once', async () => {
        await open().deliver(MESSAGE);
        assert.equal(receiver.received.length, 1);
        const [request] = receiver.received;
        assert.equal(request?.method, 'POST');
        assert.equal(request?.url, `/services/${SECRET}?token=${SECRET}`);
        assert.equal(request?.headers['content-type'], 'application/json');
        assert.equal(typeof JSON.parse(request?.body ?? ''), 'object');
      });

      it('gives up at once, says whether for good, and keeps the address to itself', async () => {
        const finals = {
          302: true,
          400: true,
          404: true,
          408: false,
          429: false,
          500: false,
          503: false,
        };
        for (const [status, final] of Object.entries(finals)) {
          receiver.react({ status: Number(status), headers: { location: '/elsewhere' } });
          const before = receiver.received.length;
          const error = await refusalOf(open());
          assert.equal(error.message, `${name} answered with status ${status}`);
          assert.equal(error.final, final, status);
          assert.equal(receiver.received.length, before + 1, 'one attempt: Temporal retries');
        }
      });

      it('says what it was asked to wait', async () => {
        receiver.react({ status: 429, headers: { 'retry-after': '7' } });
        assert.equal((await refusalOf(open())).retryAfterMs, 7_000);
      });

      it('fails where nobody answers in time, or the line is cut', async () => {
        receiver.react('hang');
        assert.match((await refusalOf(open())).message, /could not be reached: ETIMEDOUT$/);
        receiver.react('cut');
        const cut = await refusalOf(open());
        assert.match(cut.message, /could not be reached: ECONNRESET$/);
        assert.equal(cut.final, false);
      });
    });
  }

  const bodyOf = (at: number): Record<string, unknown> =>
    JSON.parse(receiver.received[at]?.body ?? '') as Record<string, unknown>;

  it('Slack shows headline, text, command and link, and is made to call nobody', async () => {
    await ways['slack']?.().deliver(MESSAGE);
    assert.equal(
      bodyOf(0)['text'],
      [
        '*Rollcall: a gate waits for approval: v2.1.0 into production (rollout/production/v2.1.0)*',
        'approval of the expansion &lt;!channel&gt; &amp; you',
        `\`\`\`${NOTIFICATION.command}\`\`\``,
        '<https://temporal.example/namespaces/default/workflows/x?a=1&amp;b=2|Web UI>',
      ].join('\n'),
    );
  });

  it('a webhook has all members, and a signature that another implementation verifies', async () => {
    await ways['webhook']?.().deliver(MESSAGE);
    const [request] = receiver.received;
    const headers = request?.headers as Record<string, string>;
    const verified = new Webhook(SIGNING_SECRET).verify(request?.body ?? '', headers) as object;
    assert.deepEqual(verified, {
      ...NOTIFICATION,
      headline: 'a gate waits for approval: v2.1.0 into production (rollout/production/v2.1.0)',
      severity: 'warning',
      asksForAction: true,
      link: MESSAGE.link,
    });
    assert.throws(() => new Webhook(SIGNING_SECRET).verify(`${request?.body} `, headers));
    const other = `whsec_${Buffer.from('another secret of enough bytes').toString('base64')}`;
    assert.throws(() => new Webhook(other).verify(request?.body ?? '', headers));
  });

  it('a repeated message has the same id, a new timestamp and a new signature', async () => {
    let nowMs = Date.UTC(2026, 2, 1, 12);
    const channel = createWebhookChannel({
      url: url(),
      secret: async () => SIGNING_SECRET,
      now: () => nowMs,
    });
    receiver.react({ status: 200 }, { status: 500 });
    await refusalOf(channel);
    nowMs += 60_000;
    await channel.deliver(MESSAGE);
    const [first, second] = receiver.received.map(({ headers }) => headers);
    for (const headers of [first, second]) {
      assert.equal(headers?.['webhook-id'], 'run-1/3');
      assert.equal(headers?.['idempotency-key'], 'run-1/3');
    }
    assert.equal(Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp']), 60);
    assert.notEqual(first?.['webhook-signature'], second?.['webhook-signature']);
  });

  it('a webhook without a secret is not signed, and one with a weak secret is refused', async () => {
    await createWebhookChannel({ url: url() }).deliver(MESSAGE);
    assert.equal(receiver.received[0]?.headers['webhook-signature'], undefined);
    const weak = createWebhookChannel({ url: url(), secret: async () => SECRET });
    const error = await refusalOf(weak);
    assert.match(error.message, /no usable signing secret.*openssl/);
    assert.equal(error.final, true);
    assert.equal(receiver.received.length, 1);
  });

  it('PagerDuty is triggered and resolved under one key', async () => {
    const channel = ways['pagerduty']?.();
    await channel?.deliver(MESSAGE);
    const closed: Message = {
      ...MESSAGE,
      deduplicationKey: 'run-1/4',
      notification: {
        ...NOTIFICATION,
        kind: 'answered',
        incident: { name: 'gate/expand-50', state: 'closed' },
      },
    };
    await channel?.deliver(closed);
    const [trigger, resolve] = [bodyOf(0), bodyOf(1)];
    assert.equal(trigger['event_action'], 'trigger');
    assert.equal(trigger['routing_key'], KEY);
    assert.equal(trigger['dedup_key'], 'run-1/gate/expand-50');
    assert.equal(trigger['client_url'], MESSAGE.link);
    const payload = trigger['payload'] as Record<string, unknown>;
    assert.equal(payload['severity'], 'warning');
    assert.equal(payload['source'], NOTIFICATION.rolloutId);
    assert.match(
      String(payload['summary']),
      /a gate waits for approval.*approval of the expansion/,
    );
    assert.deepEqual(payload['custom_details'], {
      text: NOTIFICATION.text,
      command: NOTIFICATION.command,
    });
    assert.deepEqual(resolve, {
      routing_key: KEY,
      dedup_key: 'run-1/gate/expand-50',
      event_action: 'resolve',
    });
  });

  it('PagerDuty takes no summary of more than 1024 characters', async () => {
    const long: Message = {
      ...MESSAGE,
      notification: { ...NOTIFICATION, text: 'x'.repeat(5_000) },
    };
    await ways['pagerduty']?.().deliver(long);
    const payload = bodyOf(0)['payload'] as { summary: string };
    assert.equal(payload.summary.length, 1024);
  });

  it('an address that is none is told without being shown', async () => {
    for (const text of [`nonsense ${SECRET}`, `ftp://${SECRET}`]) {
      const error = await refusalOf(createSlackChannel({ url: async () => text }));
      assert.equal(error.message, 'slack has no valid http(s) URL');
      assert.throws(
        () => createWebhookChannel({ url: text }),
        (thrown: unknown) => !inspect(thrown, { depth: null }).includes(SECRET),
      );
    }
  });
});
