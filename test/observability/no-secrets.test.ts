import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendJson, withServer, type Handler, type Seen } from '../http/tiny-server.js';
import { leaksOf, placeOf, placesIn, type Place } from '../planted-secrets.js';
import type { ExchangesOrder } from './exchanges-process.js';
import { startOtlpReceiver } from './otlp-receiver.js';

const CLIENT_SECRET = 'canary+secret/Zq8vN2pX5mK';
const TOKEN = 'canary.token-H4xR7wJ9bT1c';

const BREAKERS: Record<string, (response: ServerResponse) => void> = {
  reset: (response) => void response.destroy(),
  silence: () => {},
  'half-json': (response) => void response.end(`{"token":"${TOKEN}`),
  'no-json': (response) => void response.end(`${TOKEN} ${CLIENT_SECRET}`),
  'bad-encoding': (response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(TOKEN),
};
const STATUSES = ['302', '400', '401', '403', '404', '409', '412', '429', '500', '503'];
const FAULTS = [
  'none',
  ...STATUSES,
  ...Object.keys(BREAKERS),
  ...STATUSES.map((status) => `token-${status}`),
  'token-reset',
  'token-half-json',
];

/** A platform that echoes all that it was told in everything that it answers. */
const hostile: Handler = (seen, response) => {
  const isToken = seen.path.startsWith('/oauth/');
  const fault = seen.path.split('/')[2] ?? '';
  const own = fault.startsWith('token-');
  const meets = isToken ? own : !own;
  const name = meets ? fault.replace('token-', '') : 'none';
  const breaker = BREAKERS[name];
  if (breaker !== undefined) return breaker(response);
  if (STATUSES.includes(name)) return echo(Number(name), seen, response);
  return isToken
    ? sendJson(response, 200, { access_token: TOKEN, expires_in: 3600, scope: 'a' })
    : echo(200, seen, response);
};

function echo(status: number, seen: Seen, response: ServerResponse): void {
  const told = seen.path.startsWith('/oauth/') ? CLIENT_SECRET : TOKEN;
  const body = { message: `${told} ${seen.text}`, code: told, contextId: told, error: told };
  const headers = {
    location: `/${told}`,
    'inin-correlation-id': told,
    'x-request-id': seen.headers.authorization ?? told,
    'retry-after': '0',
  };
  sendJson(response, status, body, headers);
}

/** Runs the exchanges in a process of their own, for its output; resolves to all that it left behind. */
async function leftBehind(audit: 'file' | 'stdout' | 'otlp'): Promise<Place[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-secrets-'));
  const receiver = await startOtlpReceiver();
  let places: Place[] = [];
  try {
    await withServer(hostile, async ({ url, seen }) => {
      const output = await run({
        platformUrl: url,
        tracesUrl: receiver.url,
        logsUrl: receiver.logsUrl,
        audit: audit === 'file' ? `file:${path.join(folder, 'audit.jsonl')}` : audit,
        folder,
        clientSecret: CLIENT_SECRET,
        faults: FAULTS,
        crash: audit === 'stdout',
      });
      // The secrets did go over the wire: nothing is found for want of something to find.
      assert.ok(seen.some(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
      assert.ok(seen.some(({ text }) => text.includes(encodeURIComponent(CLIENT_SECRET))));
      if (audit === 'file') assert.ok((await readdir(folder)).length > 2, 'the audit rotated');
      places = [
        ...output,
        ...(await placesIn(folder)),
        ...receiver.payloads.map((bytes, at) => ({ name: `OTLP ${at}`, bytes })),
      ];
    });
    assert.ok(receiver.spans().length > FAULTS.length);
    assert.equal(receiver.records().length > FAULTS.length, audit === 'otlp');
    return places;
  } finally {
    receiver.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(order: ExchangesOrder): Promise<Place[]> {
  const script = fileURLToPath(new URL('./exchanges-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import=tsx', script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, order.crash ? 1 : 0, texts.stderr.slice(-2_000));
  return Object.entries(texts).map(([name, text]) => placeOf(name, text));
}

describe('planted secrets', function () {
  this.timeout(60_000);
  const secrets = { 'client secret': CLIENT_SECRET, token: TOKEN };
  for (const audit of ['file', 'stdout', 'otlp'] as const)
    it(`are in no output after exchanges with every fault (audit: ${audit})`, async () => {
      const places = await leftBehind(audit);
      const named = (part: string): string =>
        places
          .filter(({ name }) => name.includes(part))
          .map(({ bytes }) => bytes.toString('utf8'))
          .join('');
      if (audit === 'otlp')
        assert.match(named('OTLP'), /"rollcall.call".*GET \/things\/\{id\} 429/);
      else assert.match(named(audit === 'file' ? 'audit' : 'stdout'), /"audit":1.*"status":429/);
      assert.match(named('stderr'), /a call failed/);
      // The crash is told as Node.js does it, with all members of the error.
      assert.equal(/WireError: .*\n.*at /.test(named('stderr')), audit === 'stdout');
      assert.match(named('metrics'), /rollcall_requests_total\{.*status="noAnswer"/);
      assert.deepEqual(leaksOf(secrets, places), []);
    });

  it('are found where there are some, however they are written', () => {
    const forms = {
      plain: `x${TOKEN}y`,
      base64: Buffer.from(`Bearer ${TOKEN}!`).toString('base64'),
      'base64 of basic credentials': Buffer.from(`id:${CLIENT_SECRET}`).toString('base64'),
      hexadecimal: Buffer.from(TOKEN).toString('hex'),
      'percent-encoded': `a=${encodeURIComponent(CLIENT_SECRET)}`,
    };
    for (const [form, text] of Object.entries(forms))
      assert.ok(leaksOf(secrets, [placeOf(form, `${text}\n`)]).length > 0, form);
    assert.deepEqual(leaksOf(secrets, [placeOf('clean', 'canary of another kind')]), []);
  });
});
