import assert from 'node:assert/strict';
import { ALERT_CHANNELS, ALERT_KINDS, type AlertChannel } from '../../src/domain/alert-kinds.js';
import { DEFAULT_ROUTES, readAlertRoutes } from '../../src/domain/alert-kinds.js';
import type { Channel, Message } from '../../src/notify/channel.js';
import { createNotifier } from '../../src/notify/notifier.js';
import { DeliveryError } from '../../src/notify/port.js';
import { NOTIFICATION } from './samples.js';

const nowhere: Channel = { keepsIncidents: false, deliver: () => Promise.resolve() };
const pager: Channel = { ...nowhere, keepsIncidents: true };

describe('who hears of what', () => {
  const all = { slack: nowhere, webhook: nowhere, mail: nowhere, pagerduty: pager };
  const hearing = (channels: Partial<Record<AlertChannel, Channel>>, routes = '') => {
    const read = readAlertRoutes(routes);
    assert.ok(typeof read !== 'string', JSON.stringify(read));
    return createNotifier({ channels, routes: read, linkOf: () => null });
  };

  it('without a channel nobody hears of anything', () => {
    for (const kind of Object.keys(ALERT_KINDS) as (keyof typeof ALERT_KINDS)[])
      assert.deepEqual(hearing({}).channelsFor({ kind }), []);
  });

  it('by default all hear what asks something of people and what is wrong, none hears news', () => {
    const notifier = hearing(all);
    for (const kind of ['gateWaits', 'flaggedForReview', 'rollbackHeld', 'breakerTripped'] as const)
      assert.deepEqual([...notifier.channelsFor({ kind })], [...ALERT_CHANNELS], kind);
    for (const kind of ['answered', 'capacityBack'] as const)
      assert.deepEqual(notifier.channelsFor({ kind }), [], kind);
    assert.ok(!notifier.channelsFor({ kind: 'finished' }).includes('pagerduty'));
    assert.ok(notifier.channelsFor({ kind: 'finished' }).includes('mail'));
  });

  it('who keeps incidents hears of their end, whatever it is called', () => {
    const incident = { name: 'gate/plan', state: 'closed' } as const;
    assert.deepEqual(hearing(all).channelsFor({ kind: 'answered', incident }), ['pagerduty']);
  });

  it('a test reaches every channel, whatever it is there for', () => {
    const notifier = hearing(all, 'slack: none; mail: finished');
    assert.deepEqual([...notifier.channelsFor({ kind: 'test' })], [...ALERT_CHANNELS]);
  });

  it('names events, groups, all and none by channel; others keep their default', () => {
    const routes = readAlertRoutes('slack: all; mail: rollbackHeld, ends; pagerduty: none');
    assert.ok(typeof routes !== 'string');
    assert.equal(routes.slack.length, Object.keys(ALERT_KINDS).length);
    assert.deepEqual(routes.mail, ['rollbackHeld', 'finished']);
    assert.deepEqual(routes.pagerduty, []);
    assert.deepEqual(routes.webhook, DEFAULT_ROUTES.webhook);
  });

  it('says which word it does not know', () => {
    assert.match(JSON.stringify(readAlertRoutes('fax: all')), /fax: all.*slack, webhook/);
    assert.match(JSON.stringify(readAlertRoutes('slack')), /slack.*write channel: events/);
    assert.match(
      JSON.stringify(readAlertRoutes('slack: gateOpens')),
      /gateOpens.*there are gateWaits/,
    );
  });

  it('hands over the link, and refuses for good what it has no channel for', async () => {
    const messages: Message[] = [];
    const channel: Channel = {
      ...nowhere,
      deliver: async (message) => void messages.push(message),
    };
    const notifier = createNotifier({
      channels: { slack: channel },
      routes: DEFAULT_ROUTES,
      linkOf: ({ rolloutId }) => `https://ui/${rolloutId}`,
    });
    await notifier.deliver('slack', NOTIFICATION, 'key');
    assert.equal(messages[0]?.link, 'https://ui/rollout/production/v2.1.0');
    await assert.rejects(
      notifier.deliver('mail', NOTIFICATION, 'key'),
      (error) => error instanceof DeliveryError && error.final,
    );
  });
});
