import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { resourceId } from '../../src/cli/demo/identity.js';
import { decide } from '../../src/client/index.js';
import {
  MAIL_PASSWORD,
  MAIL_USER,
  startMailServer,
  type MailServer,
} from '../notify/mail-server.js';
import { startHttpReceiver, type HttpReceiver } from '../notify/receiver.js';
import { boardOf } from './boards.js';
import { post } from './enterprise.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const SIGNING = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const ROUTING_KEY = 'R0UT1NGKEY';

/** All channels at once, on a real Temporal server: what it retries, and what becomes of a channel that is gone. */
describe('alerts of a rollout', () => {
  let stage: Stage;
  let slack: HttpReceiver;
  let hook: HttpReceiver;
  let pager: HttpReceiver;
  let mail: MailServer;

  before(async () => {
    [slack, hook, pager, mail] = await Promise.all([
      startHttpReceiver(),
      startHttpReceiver(),
      startHttpReceiver(),
      startMailServer(),
    ]);
    stage = await setStage({ variables: variables() });
  });
  // The stage is set by a rollout of its own, which ends.
  beforeEach(() => {
    for (const one of [slack, hook, pager, mail]) one.forget();
  });
  after(async () => {
    await stage?.stop();
    for (const one of [slack, hook, pager, mail]) await one?.stop();
  });

  const variables = (): Record<string, string> => ({
    ROLLCALL_WEB_UI: 'http://127.0.0.1:8233',
    ROLLCALL_SLACK_WEBHOOK: 'env:SLACK_URL',
    SLACK_URL: `${slack.origin}/services/T000`,
    ROLLCALL_WEBHOOK_URL: `${hook.origin}/alerts`,
    ROLLCALL_WEBHOOK_SECRET: 'env:SIGNING_SECRET',
    SIGNING_SECRET: SIGNING,
    ROLLCALL_PAGERDUTY_KEY: 'env:PAGER_KEY',
    PAGER_KEY: ROUTING_KEY,
    ROLLCALL_PAGERDUTY_URL: `${pager.origin}/v2/enqueue`,
    ROLLCALL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    ROLLCALL_SMTP_REQUIRE_TLS: 'false',
    ROLLCALL_SMTP_CREDENTIALS: 'env:SMTP',
    SMTP_CLIENT_ID: MAIL_USER,
    SMTP_CLIENT_SECRET: MAIL_PASSWORD,
    ROLLCALL_MAIL_FROM: 'rollcall@example.com',
    ROLLCALL_MAIL_TO: 'ops@example.com',
    ROLLCALL_CA_FILE: 'test/fixtures/tls/ca.pem',
  });
  interface Event {
    readonly event_action: string;
    readonly dedup_key: string;
    readonly payload?: { readonly class: string };
  }
  const events = (): Event[] => pager.received.map(({ body }) => JSON.parse(body) as Event);
  const posts = (): { kind: string; text: string; link: string }[] =>
    hook.received.map(({ body }) => JSON.parse(body) as ReturnType<typeof posts>[number]);
  const subjects = (): string[] =>
    mail.received.map(({ text }) => /^Subject: (.*(?:\r\n .*)*)/m.exec(text)?.[1] ?? '');

  it('a gate is told on every channel, tried again where one fails in passing, and resolved', async () => {
    slack.react({ status: 200 }, { status: 500 }, 'cut');
    hook.react({ status: 200 }, { status: 503 });
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await rollout.until('the plan', ({ awaiting }) => awaiting?.gate === 'plan');
    const command = { decision: 'reject', gate: 'plan', by: 'lee', reason: 'not today' } as const;
    await until(() => slack.received.length === 3 && hook.received.length === 2);
    await until(() => mail.received.length === 1 && pager.received.length === 1);
    const [first] = slack.received;
    for (const again of slack.received) assert.equal(again.body, first?.body);
    assert.match(first?.body ?? '', /--name approve.*Web UI/);
    const ids = hook.received.map(({ headers }) => headers['webhook-id']);
    assert.equal(ids.length, 2);
    assert.equal(new Set(ids).size, 1, 'a receiver can tell that the second is the first again');
    for (const { headers, body } of hook.received)
      new Webhook(SIGNING).verify(body, headers as Record<string, string>);
    assert.match(
      posts()[0]?.link ?? '',
      /^http:\/\/127\.0\.0\.1:8233\/namespaces\/default\/workflows\/rollout/,
    );
    await decide(stage.client, rollout.workflowId, command);
    assert.equal(outcomeOf(await rollout.finish()), 'rejected');
    const [trigger, resolve] = events();
    assert.deepEqual([trigger?.event_action, resolve?.event_action], ['trigger', 'resolve']);
    assert.match(trigger?.dedup_key ?? '', /\/gate\/plan$/);
    assert.equal(resolve?.dedup_key, trigger?.dedup_key);
    // The end asks nobody to get up; those who read mail hear of it, and nobody hears that a gate is shut.
    assert.equal(events().length, 2);
    assert.deepEqual(
      posts().map(({ kind }) => kind),
      ['gateWaits', 'gateWaits', 'finished'],
    );
    assert.equal(subjects().length, 2);
  });

  it('what one channel never takes is told on the others and on the board, and holds up nobody', async () => {
    hook.react({ status: 410 });
    slack.react({ status: 200 });
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await rollout.until('a word of it', ({ notices }) =>
      notices.some((notice) => /could not be told \(gateWaits\) by webhook/.test(notice)),
    );
    assert.match(
      await boardOf(stage.client, rollout.workflowId),
      /people could not be told \(gateWaits\) by webhook \(DeliveryFailed: webhook answered with status 410\)/,
    );
    await until(() => slack.received.length === 2 && mail.received.length === 2);
    const texts = slack.received.map(({ body }) => body);
    assert.match(texts[0] ?? '', /a gate waits for approval/);
    assert.match(texts[1] ?? '', /did not get through by webhook.*It said: approval of the plan/);
    await decide(stage.client, rollout.workflowId, { decision: 'reject', gate: 'plan', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rejected');
  });

  it('drift found is told, and what was not told is in the details of its workflow', async () => {
    const org = realOrg('org_sub_012');
    hook.react({ status: 410 });
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: org,
      kind: 'flow',
      resourceId: resourceId(org, 'flow', 'regional_ivr'),
      patch: { settings: { callTimeoutSeconds: 17 } },
      by: 'kim',
    });
    const workflowId = 'drift/alerts';
    await stage.client.workflow.execute('drift', {
      workflowId,
      taskQueue: stage.queue,
      args: [{ environment: 'production', release: 'v2.0.0' }],
    });
    assert.match(subjects().join('\n'), /orgs differ from what was written/);
    assert.match(await boardOf(stage.client, workflowId), /driftFound\) by webhook/);
    const classes = events().map(({ payload }) => payload?.class);
    assert.deepEqual(classes, ['deliveryFailed'], 'nobody is woken by drift itself');
  });
});

async function until(isThere: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isThere()) {
    assert.ok(Date.now() < deadline, 'nothing came in half a minute');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
