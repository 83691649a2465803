import { got, RequestError } from 'got';
import type { Notification, Notifier } from './port.js';
import { slackText } from './slack-text.js';

const DEFAULT_TIMEOUT_MS = 10_000;

export interface WebhookOptions {
  /** May hold a secret (Slack's does): messages and errors show its origin only. */
  readonly url: string;
  readonly timeoutMs?: number;
}

/** Posts notifications as JSON to one URL. `text` is what Slack shows of it; other receivers have all members. */
export function createWebhookNotifier({
  url,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: WebhookOptions): Notifier {
  const target = parseUrl(url);
  return {
    async notify(notification: Notification, deduplicationKey: string): Promise<void> {
      const status = await post(target, timeoutMs, notification, deduplicationKey);
      if (status >= 200 && status < 300) return;
      throw new Error(`the webhook at ${target.origin} answered with status ${status}`);
    },
  };
}

function parseUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (target !== null && ['http:', 'https:'].includes(target.protocol)) return target;
  throw new Error('the webhook URL is not a valid http or https URL');
}

async function post(
  target: URL,
  timeoutMs: number,
  notification: Notification,
  deduplicationKey: string,
): Promise<number> {
  try {
    const { statusCode } = await got.post(target, {
      json: bodyOf(notification),
      headers: { 'Idempotency-Key': deduplicationKey },
      timeout: { request: timeoutMs },
      // Temporal retries; and a redirect would carry the message to a place nobody configured.
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
    });
    return statusCode;
  } catch (error) {
    throw unreachable(target, error);
  }
}

// Got's error holds the whole request, URL included: neither it nor its message may leave.
function unreachable(target: URL, error: unknown): Error {
  const code = error instanceof RequestError ? error.code : 'unknown error';
  return new Error(`the webhook at ${target.origin} could not be reached: ${code}`);
}

function bodyOf(notification: Notification): Record<string, string> {
  const { kind, rolloutId, runId, release, environment, command } = notification;
  return {
    kind,
    rolloutId,
    runId,
    release,
    environment,
    text: slackText(notification),
    ...(command === undefined ? {} : { command }),
  };
}
