import assert from 'node:assert/strict';
import { checkAlerts } from '../../src/cli/doctor/alert-checks.js';
import { run } from '../../src/cli/program.js';
import { readSettings } from '../../src/settings.js';
import { startHttpReceiver, type HttpReceiver } from '../notify/receiver.js';
import { recordingTerminal } from './recording-terminal.js';

describe('rollcall notify --test', () => {
  let slack: HttpReceiver;
  let hook: HttpReceiver;

  beforeEach(async () => {
    [slack, hook] = await Promise.all([startHttpReceiver(), startHttpReceiver()]);
  });
  afterEach(async () => {
    await slack.stop();
    await hook.stop();
  });

  const env = (): Record<string, string> => ({
    ROLLCALL_SLACK_WEBHOOK: 'env:SLACK_URL',
    SLACK_URL: `${slack.origin}/services/xyzzy`,
    ROLLCALL_WEBHOOK_URL: `${hook.origin}/xyzzy`,
    ROLLCALL_ALERTS: 'slack: none',
  });

  it('tells every channel that is set up, once', async () => {
    const terminal = recordingTerminal();
    assert.equal(await run(['notify', '--test'], { env: env(), terminal }), 0);
    assert.deepEqual(terminal.lines, ['told     slack', 'told     webhook']);
    assert.match(slack.received[0]?.body ?? '', /a test alert/);
    assert.equal(hook.received.length, 1);
  });

  it('says which does not get through, tells the others, and fails', async () => {
    hook.react({ status: 403 });
    const terminal = recordingTerminal();
    const given = { ...env(), ROLLCALL_PAGERDUTY_KEY: 'env:NO_SUCH' };
    assert.equal(await run(['notify', '--test', '--json'], { env: given, terminal }), 1);
    const { channels } = JSON.parse(terminal.lines.at(-1) ?? '') as {
      channels: { channel: string; problem: string | null }[];
    };
    assert.deepEqual(channels.slice(0, 2), [
      { channel: 'slack', problem: null },
      { channel: 'webhook', problem: 'webhook answered with status 403' },
    ]);
    assert.match(channels[2]?.problem ?? '', /set NO_SUCH in the worker's environment/);
    assert.ok(!terminal.lines.join('\n').includes('xyzzy'));
  });

  it('fails where there is no channel, and sends nothing without --test', async () => {
    const terminal = recordingTerminal();
    assert.equal(await run(['notify', '--test'], { env: {}, terminal }), 1);
    assert.match(terminal.errors.join('\n'), /no channel is set up: see docs\/alerts\.md/);
    assert.equal(await run(['notify'], { env: env(), terminal }), 2);
    assert.equal(slack.received.length, 0);
  });

  it('doctor lists the channels, and a webhook that is not signed', () => {
    const { found } = checkAlerts(readSettings(env()).alerts);
    assert.match(found, /slack \(nothing\); webhook \(gateWaits .*; the webhook is not signed/);
    assert.ok(!found.includes('xyzzy'));
    assert.match(checkAlerts(readSettings({}).alerts).found, /no channel is set up/);
  });
});
