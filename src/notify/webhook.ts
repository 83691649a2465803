import { createHmac } from 'node:crypto';
import { ALERT_KINDS } from '../domain/alert-kinds.js';
import type { Channel, Message } from './channel.js';
import { DeliveryError } from './port.js';
import { addressOf, postJson, type PostOptions } from './post-json.js';
import { headlineOf } from './words.js';

export interface WebhookOptions extends Omit<PostOptions, 'channel'> {
  /** May hold a secret: errors name the channel only. */
  readonly url: string;
  /** Reads what messages are signed by, `whsec_` and base64; undefined: they are not signed. */
  readonly secret?: (() => Promise<string>) | undefined;
  /** Milliseconds since the epoch, for the signature. */
  readonly now?: () => number;
}

/**
 * Posts alerts as JSON, signed as the Standard Webhooks specification has it: a receiver verifies `webhook-signature`
 * over id, timestamp and body, refuses old timestamps, and takes each `webhook-id` once.
 */
export function createWebhookChannel(options: WebhookOptions): Channel {
  const { url, secret, now = Date.now, ...post } = options;
  const target = addressOf('webhook', url);
  return {
    keepsIncidents: false,
    async deliver(message) {
      const body = JSON.stringify(bodyOf(message));
      const headers = headersOf(message.deduplicationKey, now(), body, await secret?.());
      await postJson({ url: target, body, headers }, { ...post, channel: 'webhook' });
    },
  };
}

function headersOf(
  id: string,
  nowMs: number,
  body: string,
  secret: string | undefined,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const plain = { 'Idempotency-Key': id, 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return plain;
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
  return { ...plain, 'webhook-signature': `v1,${mac.digest('base64')}` };
}

/** Fewer bytes than this can be guessed. */
const SHORTEST_KEY_BYTES = 24;

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length >= SHORTEST_KEY_BYTES) return key;
  throw new DeliveryError(
    `webhook has no usable signing secret: it takes whsec_ and the base64 of ${SHORTEST_KEY_BYTES} bytes or more (echo "whsec_$(openssl rand -base64 32)")`,
    { final: true },
  );
}

function bodyOf({ notification, link }: Message): object {
  const { group, severity } = ALERT_KINDS[notification.kind];
  return {
    ...notification,
    headline: headlineOf(notification),
    severity,
    asksForAction: group === 'asks',
    link,
  };
}
