import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came over the wire. */
  readonly text: string;
  readonly encrypted: boolean;
  readonly user: string | null;
}

export interface MailServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** The authority of its certificate, PEM. */
  readonly authority: string;
  /** Refuses the next messages with these codes, in order. */
  refuse(...codes: number[]): void;
  /** Forgets what came so far. */
  forget(): void;
  stop(): Promise<void>;
}

export const MAIL_USER = 'rollcall';
export const MAIL_PASSWORD = 'xyzzy-T000-B000-mail';

/** A real SMTP server on this machine, with STARTTLS and a login unless told otherwise. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/tls');
  const pem = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
  const [key, cert, authority] = await Promise.all([
    pem('localhost-key.pem'),
    pem('localhost.pem'),
    pem('ca.pem'),
  ]);
  const received: ReceivedMail[] = [];
  let codes: number[] = [];
  const server = new SMTPServer({
    key,
    cert,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === MAIL_USER && password === MAIL_PASSWORD
        ? done(null, { user: username })
        : done(Object.assign(new Error(`no ${password ?? ''}`), { responseCode: 535 })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = codes.shift();
        if (code !== undefined)
          return done(Object.assign(new Error(`no, ${MAIL_PASSWORD}`), { responseCode: code }));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
          encrypted: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    authority,
    refuse: (...next) => {
      codes = next;
    },
    forget: () => void received.splice(0),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
