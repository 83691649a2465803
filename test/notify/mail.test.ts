import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createMailChannel, type MailOptions } from '../../src/notify/mail.js';
import { unverified } from '../http/unverified.js';
import { MAIL_PASSWORD, MAIL_USER, startMailServer, type MailServer } from './mail-server.js';
import { MESSAGE, NOTIFICATION, refusalOf } from './samples.js';

describe('alerts by mail', () => {
  let server: MailServer;

  afterEach(() => server?.stop());

  const channel = (changes: Partial<MailOptions> = {}): ReturnType<typeof createMailChannel> =>
    createMailChannel({
      url: `smtp://localhost:${server.port}`,
      credentials: async () => ({ user: MAIL_USER, password: MAIL_PASSWORD }),
      requireTls: true,
      from: 'Rollcall <rollcall@example.com>',
      to: ['ops@example.com', 'lee@example.com'],
      authorities: [server.authority],
      ...changes,
    });

  it('sends what happened, the command and the link to everybody, encrypted and logged in', async () => {
    server = await startMailServer();
    await channel().deliver(MESSAGE);
    const [mail] = server.received;
    assert.equal(server.received.length, 1);
    assert.equal(mail?.encrypted, true);
    assert.equal(mail?.user, MAIL_USER);
    assert.equal(mail?.from, 'rollcall@example.com');
    assert.deepEqual(mail?.to, ['ops@example.com', 'lee@example.com']);
    const text = unfolded(mail?.text ?? '');
    assert.match(
      text,
      /^Subject: \[Rollcall\] a gate waits for approval: v2\.1\.0 into production \(rollout\/production\/v2\.1\.0\)$/m,
    );
    assert.match(text, /^Auto-Submitted: auto-generated$/m);
    for (const line of [NOTIFICATION.text, `    ${NOTIFICATION.command}`, MESSAGE.link ?? ''])
      assert.ok(text.includes(line), `${line}\nin\n${text}`);
  });

  it('a repeated alert has the same Message-ID, and a rollout is one thread', async () => {
    server = await startMailServer();
    server.refuse(451);
    const refused = await refusalOf(channel());
    assert.equal(refused.message, 'mail was refused with 451 at DATA');
    assert.equal(refused.final, false);
    await channel().deliver(MESSAGE);
    await channel().deliver(MESSAGE);
    await channel().deliver({ ...MESSAGE, deduplicationKey: 'run-1/4' });
    const header = (name: string): string[] =>
      server.received.map(
        ({ text }) => new RegExp(`^${name}: (.*)$`, 'm').exec(unfolded(text))?.[1] ?? '',
      );
    const [first, again, other] = header('Message-ID');
    assert.match(first ?? '', /^<[0-9a-f]{32}@example\.com>$/);
    assert.equal(again, first);
    assert.notEqual(other, first);
    assert.equal(new Set(header('References')).size, 1);
  });

  it('keeps a password to itself where the login is refused, and tries again later', async () => {
    server = await startMailServer();
    const wrong = `${MAIL_PASSWORD}-old`;
    const error = await refusalOf(
      channel({ credentials: async () => ({ user: MAIL_USER, password: wrong }) }),
    );
    assert.match(error.message, /^mail was refused with 535/);
    assert.equal(error.final, false, 'a password may be rotated at this very moment');
    assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(MAIL_PASSWORD));
    assert.deepEqual(server.received, []);
  });

  it('goes on verifying with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    server = await startMailServer();
    await unverified(async () => {
      const error = await refusalOf(channel({ authorities: undefined }));
      assert.equal(error.final, false);
    });
    assert.deepEqual(server.received, []);
  });

  it('gives up for good on a refusal of the message itself', async () => {
    server = await startMailServer();
    server.refuse(554);
    assert.equal((await refusalOf(channel())).final, true);
  });

  it('sends nothing where TLS is not offered, unless told that it need not be', async () => {
    server = await startMailServer({
      hideSTARTTLS: true,
      authOptional: true,
      disabledCommands: ['STARTTLS'],
    });
    await refusalOf(channel());
    assert.equal(server.received.length, 0);
    await createMailChannel({
      url: `smtp://localhost:${server.port}`,
      requireTls: false,
      from: 'rollcall@example.com',
      to: ['ops@example.com'],
    }).deliver(MESSAGE);
    assert.equal(server.received[0]?.encrypted, false);
  });

  it('believes no certificate that nobody vouches for', async () => {
    server = await startMailServer();
    const error = await refusalOf(channel({ authorities: undefined }));
    assert.match(error.message, /could not be reached: (ETLS|ESOCKET)/);
    assert.deepEqual(server.received, []);
  });

  it('gives up on a server that says nothing', async () => {
    server = await startMailServer();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    try {
      const error = await refusalOf(channel({ url: `smtp://localhost:${port}`, timeoutMs: 200 }));
      assert.match(error.message, /could not be reached: ETIMEDOUT/);
    } finally {
      await new Promise((resolve) => silent.close(resolve));
    }
  });
});

/** A header a line, and the body as it reads. */
function unfolded(mail: string): string {
  const end = mail.indexOf('\r\n\r\n');
  const body = mail
    .slice(end)
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return `${mail.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ')}${body}`.replaceAll('\r\n', '\n');
}
