import { ALERT_KINDS } from '../domain/alert-kinds.js';
import type { Channel, Message } from './channel.js';
import { addressOf, postJson, type PostOptions } from './post-json.js';
import { clipped, headlineOf } from './words.js';

export const PAGERDUTY_EVENTS_URL = 'https://events.pagerduty.com/v2/enqueue';

export interface PagerDutyOptions extends Omit<PostOptions, 'channel'> {
  /** Reads the integration's routing key. */
  readonly routingKey: () => Promise<string>;
  /** Default: PagerDuty's own, in the US; accounts in the EU have another. */
  readonly url?: string | undefined;
}

/** Limits of PagerDuty's. */
const LONGEST_SUMMARY = 1024;
const LONGEST_KEY = 255;

/** Events API v2: an incident is triggered when something is asked, and resolved when it was answered. */
export function createPagerDutyChannel(options: PagerDutyOptions): Channel {
  const { routingKey, url = PAGERDUTY_EVENTS_URL, ...post } = options;
  const target = addressOf('pagerduty', url);
  return {
    keepsIncidents: true,
    async deliver(message) {
      const body = JSON.stringify({ routing_key: await routingKey(), ...eventOf(message) });
      await postJson({ url: target, body }, { ...post, channel: 'pagerduty' });
    },
  };
}

function eventOf({ notification, deduplicationKey, link }: Message): object {
  const { incident, runId, kind, rolloutId, command, text } = notification;
  const key = incident === undefined ? deduplicationKey : `${runId}/${incident.name}`;
  const event = { dedup_key: key.slice(0, LONGEST_KEY) };
  if (incident?.state === 'closed') return { ...event, event_action: 'resolve' };
  return {
    ...event,
    event_action: 'trigger',
    client: 'Rollcall',
    ...(link === null ? {} : { client_url: link, links: [{ href: link, text: 'Web UI' }] }),
    payload: {
      summary: `${headlineOf(notification)}: ${text}`.slice(0, LONGEST_SUMMARY),
      source: rolloutId,
      severity: ALERT_KINDS[kind].severity,
      class: kind,
      group: notification.environment,
      custom_details: { text: clipped(text), ...(command === undefined ? {} : { command }) },
    },
  };
}
