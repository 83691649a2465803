import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { got, RequestError } from 'got';
import { DeliveryError } from './port.js';

/** Connections to an address: by a proxy, with authorities of one's own, as the worker has it. */
export type Connections = (url: URL) => { readonly http: HttpAgent; readonly https: HttpsAgent };

export interface PostOptions {
  /** Named in errors in place of the address, which may be a secret. */
  readonly channel: string;
  readonly timeoutMs?: number | undefined;
  readonly connections?: Connections | undefined;
}

export interface JsonPost {
  readonly url: URL;
  /** As it is sent: a signature covers each byte. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** Statuses of a refusal that may pass. */
const PASSING = [408, 425, 429];

/**
 * Posts JSON once.
 * @throws DeliveryError; final on a status that says that the message itself is not wanted
 */
export async function postJson(post: JsonPost, options: PostOptions): Promise<void> {
  const { channel, timeoutMs = DEFAULT_TIMEOUT_MS, connections } = options;
  const { url, body, headers = {} } = post;
  try {
    const answer = await got.post(url, {
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
      timeout: { request: timeoutMs },
      // Temporal retries; and a redirect would carry the message to a place nobody configured.
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      ...(connections === undefined ? {} : { agent: connections(url) }),
    });
    refuse(channel, answer.statusCode, answer.headers['retry-after']);
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    // Got's error holds the whole request, URL included: neither it nor its message may leave.
    const code = error instanceof RequestError ? error.code : 'unknown error';
    throw new DeliveryError(`${channel} could not be reached: ${code}`);
  }
}

function refuse(channel: string, status: number, retryAfter: string | undefined): void {
  if (status >= 200 && status < 300) return;
  const seconds = Number(retryAfter);
  throw new DeliveryError(`${channel} answered with status ${status}`, {
    final: status < 500 && !PASSING.includes(status),
    retryAfterMs: seconds > 0 ? seconds * 1000 : null,
  });
}

/** An address as somebody wrote it. @throws DeliveryError that does not repeat it */
export function addressOf(channel: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new DeliveryError(`${channel} has no valid http(s) URL`, { final: true });
}
