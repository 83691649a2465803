import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { remediationScript, type ScriptOrg } from '../../src/domain/remediation-script.js';

const NASTY = 'it\'s a "queue" $(touch pwned) `id`\nROLLCALL_BODY\n\u2028end';

describe('the remediation script', () => {
  let folder: string;
  const file = (): string => path.join(folder, 'remediation.sh');

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rollcall-script-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (orgs: readonly ScriptOrg[], rolloutId = 'rollout/production/v1'): string => {
    const script = remediationScript({ rolloutId, madeAt: '2026-01-01T00:00:00Z', orgs });
    writeFileSync(file(), script);
    return script;
  };

  const request = (url: string, more: object = {}) => ({
    what: NASTY,
    method: 'PATCH',
    url,
    header: 'If-Match',
    version: '"7"',
    json: { description: NASTY },
    paths: [NASTY],
    ...more,
  });

  it('is sound shell, whatever names and values hold', () => {
    write([{ org: 'org_1', requests: [request('http://127.0.0.1:1/x')], notes: [NASTY] }], NASTY);
    for (const shell of ['sh', 'bash']) execFileSync(shell, ['-n', file()]);
    const dry = spawnSync('sh', [file()], {
      env: { PATH: process.env['PATH'], DRY_RUN: '1' },
      cwd: folder,
    });
    assert.equal(dry.status, 1, 'a note is something that is left');
    assert.match(dry.stdout.toString(), /WOULD DO {2}org_1: it's a "queue" \$\(touch pwned\)/);
    assert.equal(spawnSync('ls', [folder]).stdout.toString().trim(), 'remediation.sh');
  });

  it('asks for a token of each org, also where names differ in punctuation only', () => {
    const orgs = ['org-1', 'org_1', 'ORG 1'].map((org) => ({ org, requests: [], notes: [] }));
    const variables = [...write(orgs).matchAll(/^token="\$\{(\w+):-\}"$/gm)].map(([, one]) => one);
    assert.deepEqual(variables, ['TOKEN_ORG_1', 'TOKEN_ORG_1__2', 'TOKEN_ORG_1__3']);
  });

  it('sends exact conditional requests, and lists what was not taken', async () => {
    const heard: { method: string; ifMatch: string; auth: string; body: string }[] = [];
    const server = createServer((incoming: IncomingMessage, answer) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      incoming.on('end', () => {
        const { headers, method = '', url = '' } = incoming;
        const ifMatch = headers['if-match'] ?? '';
        heard.push({ method, ifMatch, auth: headers.authorization ?? '', body });
        if (method === 'GET' && url !== '/silent') answer.setHeader('ETag', '"9"');
        answer.writeHead(url === '/edited' ? 412 : url === '/gone' ? 404 : 200).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const at = (name: string): string => `http://127.0.0.1:${port}/${name}`;
    try {
      write([
        {
          org: 'org_1',
          notes: [],
          requests: [
            request(at('fine')),
            request(at('edited'), { what: 'edited' }),
            {
              what: 'gone',
              method: 'DELETE',
              url: at('gone'),
              header: 'If-Match',
              version: '"3"',
              paths: [],
            },
            request(at('unknown'), { what: 'unknown', version: null }),
            request(at('silent'), { what: 'silent', version: null }),
          ],
        },
        { org: 'org_2', notes: [], requests: [request(at('other'))] },
      ]);
      const first = await runScript({ TOKEN_ORG_1: 't0k' });
      assert.equal(first.code, 1, first.text);
      assert.match(first.text, /LEFT +edited|LEFT +org_1: edited: changed since/);
      assert.match(first.text, /GONE +org_1: gone/);
      assert.match(first.text, /LEFT +org_1: unknown: nobody knows which version/);
      assert.match(first.text, /LEFT +org_2: there is no token/);
      assert.deepEqual(
        heard.map(({ method, ifMatch, auth }) => `${method} ${ifMatch} ${auth}`),
        ['PATCH "7" Bearer t0k', 'PATCH "7" Bearer t0k', 'DELETE "3" Bearer t0k'],
      );
      assert.deepEqual(JSON.parse(heard[0]?.body ?? ''), { description: NASTY });
      heard.length = 0;
      const told = await runScript({ TOKEN_ORG_1: 't0k', UNVERIFIED: '1', ONLY: 'org_1' });
      assert.match(told.text, /BACK +org_1: unknown/);
      assert.match(told.text, /LEFT +org_1: silent: .*\/silent does not state its version/);
      assert.ok(!told.text.includes('org_2'), told.text);
      assert.deepEqual(
        heard.slice(-3).map(({ method, ifMatch }) => `${method} ${ifMatch}`),
        ['GET ', 'PATCH "9"', 'GET '],
        'nothing is written without a condition',
      );
    } finally {
      server.close();
    }
  });

  function runScript(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
    return new Promise((resolve) => {
      const child = spawn('sh', [file()], { env: { PATH: process.env['PATH'] ?? '', ...env } });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      child.on('close', (code) => resolve({ code, text }));
    });
  }
});
