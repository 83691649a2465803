import assert from 'node:assert/strict';
import { newKey } from '../../src/codec/keyring.js';
import { createPayloadCodec } from '../../src/codec/payload-codec.js';
import { readKeyring } from '../../src/codec/read-keyring.js';
import { startCodecServer, type CodecServer } from '../../src/codec/server.js';

const UI = 'https://temporal.example.com';
const TOKEN = 'a token of callers';
const PLAIN = {
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from('{"org":"org_sub_002"}').toString('base64'),
};

interface Payloads {
  readonly payloads: readonly { metadata: Record<string, string>; data?: string }[];
}

describe('the codec server', () => {
  let open: CodecServer;
  let guarded: CodecServer;

  before(async () => {
    const codec = createPayloadCodec(await readKeyring(`k1=${newKey()}`));
    const place = { codec, host: '127.0.0.1', port: 0 };
    open = await startCodecServer({ ...place, corsOrigin: null, token: null });
    guarded = await startCodecServer({ ...place, corsOrigin: UI, token: TOKEN });
  });
  after(async () => {
    await open?.close();
    await guarded?.close();
  });

  const post = (
    url: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'x-namespace': 'default', ...headers },
    });

  it('encodes and decodes what Temporal sends, below any prefix', async () => {
    const encoded = (await (
      await post(`${open.url}/encode`, { payloads: [PLAIN, PLAIN] })
    ).json()) as Payloads;
    assert.equal(encoded.payloads.length, 2);
    assert.equal(
      Buffer.from(encoded.payloads[0]?.metadata['encoding'] ?? '', 'base64').toString(),
      'binary/encrypted',
    );
    const answer = await post(`${open.url}/default/decode`, encoded);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual(await answer.json(), { payloads: [PLAIN, PLAIN] });
  });

  it('decodes what is not encrypted as it is, and nothing as nothing', async () => {
    const mixed = await post(`${open.url}/decode`, { payloads: [PLAIN, { metadata: {} }] });
    assert.deepEqual(await mixed.json(), { payloads: [PLAIN, { metadata: {} }] });
    assert.deepEqual(await (await post(`${open.url}/decode`, {})).json(), { payloads: [] });
  });

  it('names the key that it has not', async () => {
    const foreign = createPayloadCodec(await readKeyring(`other=${newKey()}`));
    const [payload] = await foreign.encode([{ metadata: {}, data: Buffer.from('x') }]);
    const body = {
      payloads: [
        {
          metadata: Object.fromEntries(
            Object.entries(payload?.metadata ?? {}).map(([name, value]) => [
              name,
              Buffer.from(value).toString('base64'),
            ]),
          ),
          data: Buffer.from(payload?.data ?? []).toString('base64'),
        },
      ],
    };
    const answer = await post(`${open.url}/decode`, body);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /the key "other", which is not there/);
  });

  it('refuses what is no such message', async () => {
    for (const body of ['', '{', '[]', '{"payloads":{}}', '{"payloads":[{"data":"*"}]}']) {
      assert.equal((await post(`${open.url}/decode`, body)).status, 400, body);
    }
    assert.equal((await post(`${open.url}/elsewhere`, {})).status, 404);
    assert.equal((await fetch(`${open.url}/decode`)).status, 405);
    const huge = JSON.stringify({ payloads: [{ data: 'A'.repeat(17 * 1024 * 1024) }] });
    assert.equal((await post(`${open.url}/decode`, huge)).status, 413);
  });

  it('asks for the token, the whole token', async () => {
    const decode = `${guarded.url}/decode`;
    for (const authorization of ['', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, 'Bearer a']) {
      const answer = await post(decode, { payloads: [PLAIN] }, { authorization });
      assert.equal(answer.status, 401, authorization);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      assert.equal((await answer.text()).includes(TOKEN), false);
    }
    const answer = await post(decode, { payloads: [PLAIN] }, { authorization: `Bearer ${TOKEN}` });
    assert.equal(answer.status, 200);
  });

  it("lets the Web UI's pages ask first, and no others", async () => {
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${guarded.url}/decode`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-namespace,authorization',
        },
      });
    const { status, headers } = await preflight(UI);
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-origin'), UI);
    assert.match(headers.get('access-control-allow-methods') ?? '', /POST/);
    for (const name of ['Content-Type', 'X-Namespace', 'Authorization'])
      assert.ok(headers.get('access-control-allow-headers')?.includes(name), name);
    const foreign = await preflight('https://evil.example');
    assert.equal(foreign.status, 403);
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  });

  it('decodes nothing for a page of another origin, with the token or where there is none', async () => {
    const origin = 'https://evil.example';
    const authorization = `Bearer ${TOKEN}`;
    const at = (url: string): Promise<Response> =>
      post(`${url}/decode`, { payloads: [PLAIN] }, { origin, authorization });
    assert.equal((await at(guarded.url)).status, 403);
    assert.equal((await at(open.url)).status, 403);
    const ui = await post(`${guarded.url}/decode`, {}, { origin: UI, authorization });
    assert.equal(ui.status, 200);
    assert.equal(ui.headers.get('access-control-allow-origin'), UI);
    assert.equal(ui.headers.get('vary'), 'Origin');
  });
});
