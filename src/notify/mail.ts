import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Channel, Message } from './channel.js';
import { DeliveryError } from './port.js';
import { headlineOf } from './words.js';

export interface MailOptions {
  /** `smtp://host:port` (TLS as soon as the server offers it) or `smtps://host:port`. */
  readonly url: string;
  /** Reads user and password; undefined: none is given. */
  readonly credentials?: (() => Promise<{ user: string; password: string }>) | undefined;
  /** Refuses to send over a connection that did not become encrypted. */
  readonly requireTls: boolean;
  readonly from: string;
  readonly to: readonly string[];
  readonly timeoutMs?: number;
  /** Certificate authorities as PEM, in place of Node's. */
  readonly authorities?: readonly string[] | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };
/** From here on a refusal is for good (RFC 5321). */
const FIRST_PERMANENT = 500;

/** Mail by SMTP, one connection a message; a repeated one has the same Message-ID, and all of a rollout are a thread. */
export function createMailChannel(options: MailOptions): Channel {
  return {
    keepsIncidents: false,
    async deliver(message) {
      const transport = createTransport(await connectionOf(options));
      try {
        await transport.sendMail(mailOf(message, options));
      } catch (error) {
        throw undelivered(error);
      } finally {
        transport.close();
      }
    },
  };
}

async function connectionOf(options: MailOptions): Promise<object> {
  const { url, credentials, requireTls, authorities, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { protocol, hostname, port } = new URL(url);
  const login = await credentials?.();
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
    secure: protocol === 'smtps:',
    requireTLS: requireTls,
    tls: {
      // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
    },
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  };
}

function mailOf(message: Message, { from, to }: MailOptions): object {
  const { notification, deduplicationKey, link } = message;
  const { text, command, rolloutId, runId } = notification;
  const thread = messageId(`${rolloutId}/${runId}`, from);
  const lines = [
    text,
    ...(command === undefined ? [] : ['', 'To answer it:', '', `    ${command}`]),
    ...(link === null ? [] : ['', link]),
  ];
  return {
    from,
    to: [...to],
    subject: `[Rollcall] ${headlineOf(notification)}`,
    text: `${lines.join('\n')}\n`,
    messageId: messageId(deduplicationKey, from),
    references: thread,
    inReplyTo: thread,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Rollcall-Event': notification.kind },
    // Nothing of a message is ever a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function messageId(key: string, from: string): string {
  const domain = /@([\w.-]+)>?$/.exec(from)?.[1] ?? 'rollcall.invalid';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
}

/** What the server said may repeat addresses and more: its code says enough. */
function undelivered(error: unknown): DeliveryError {
  const { responseCode, code, command } = error as {
    responseCode?: number;
    code?: string;
    command?: string;
  };
  const what =
    responseCode === undefined
      ? `could not be reached: ${code ?? 'unknown error'}`
      : `was refused with ${responseCode}${command === undefined ? '' : ` at ${command}`}`;
  const final = responseCode !== undefined && responseCode >= FIRST_PERMANENT && code !== 'EAUTH';
  return new DeliveryError(`mail ${what}`, { final });
}
