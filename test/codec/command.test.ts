import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { run } from '../../src/cli/program.js';
import { newKey } from '../../src/codec/keyring.js';
import { readKeyring } from '../../src/codec/read-keyring.js';
import { BadSettingsError, readCodecSettings, readSettings } from '../../src/settings.js';
import { recordingTerminal, type RecordingTerminal } from '../cli/recording-terminal.js';

describe('the commands of the encryption', () => {
  let terminal: RecordingTerminal;
  const key = newKey();
  const rollcall = (args: readonly string[], env: Record<string, string> = {}): Promise<number> =>
    run(args, { env, terminal });

  beforeEach(() => {
    terminal = recordingTerminal();
  });

  it('codec keygen prints an entry that a key file takes, and a new one each time', async () => {
    assert.equal(await rollcall(['codec', 'keygen', '--id', 'k7', '--json']), 0);
    const { id, key: made } = JSON.parse(terminal.lines[0] ?? '') as { id: string; key: string };
    assert.equal((await readKeyring(`${id}=${made}`))?.current, 'k7');
    assert.equal(await rollcall(['codec', 'keygen']), 0);
    assert.match(terminal.lines[1] ?? '', /^ {2}k-[0-9a-f]{8}: [A-Za-z0-9+/]{43}=$/);
    assert.match(terminal.errors[0] ?? '', /on every worker first; then set current: k-/);
    assert.equal((terminal.lines[1] ?? '').includes(made), false);
    assert.equal(await rollcall(['codec', 'keygen', '--id', 'a b']), 2);
  });

  it('codec-server refuses to start without keys, and beyond this machine without a token', async () => {
    assert.equal(await rollcall(['codec-server']), 2);
    assert.match(terminal.errors[0] ?? '', /ROLLCALL_CODEC_KEYS is not set/);
    const keys = { ROLLCALL_CODEC_KEYS: `k1=${key}` };
    assert.equal(await rollcall(['codec-server', '--host', '0.0.0.0', '--port', '0'], keys), 2);
    assert.match(terminal.errors[1] ?? '', /ROLLCALL_CODEC_SERVER_TOKEN is not set/);
    assert.equal(await rollcall(['codec-server', '--cors-origin', 'ui'], keys), 2);
    const bad = { ROLLCALL_CODEC_KEYS: `k1=${key.slice(4)}` };
    assert.equal(await rollcall(['codec-server', '--port', '0'], bad), 1);
    assert.match(terminal.errors.at(-1) ?? '', /the key "k1" is not 32 bytes in base64/);
    assert.equal(terminal.errors.join('\n').includes(key.slice(8, 24)), false);
  });

  it('codec-server serves until it is told to stop', async () => {
    const args = ['--import=tsx', 'src/cli/main.ts', 'codec-server', '--port', '0'];
    const env = { ...process.env, ROLLCALL_CODEC_KEYS: `k1=${key}` };
    const server = spawn(process.execPath, args, { cwd: path.resolve(projectRoot), env });
    try {
      const [line] = (await once(server.stdout, 'data')) as [Buffer];
      const [, url] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line.toString()) ?? [];
      const answer = await fetch(`${url}/encode`, { method: 'POST', body: '{"payloads":[{}]}' });
      assert.match(await answer.text(), /"encryption-key-id":"azE="/);
      server.kill('SIGTERM');
      assert.deepEqual(await once(server, 'exit'), [0, null]);
    } finally {
      server.kill('SIGKILL');
    }
  });

  it('settings: nothing is encrypted unless told, and what is required needs keys', () => {
    assert.deepEqual(readSettings({}).codec, { keys: null, require: false });
    const given = { ROLLCALL_CODEC_KEYS: 'keys.yaml', ROLLCALL_CODEC_REQUIRE: 'true' };
    assert.deepEqual(readSettings(given).codec, { keys: 'keys.yaml', require: true });
    // The client library's callers have settings of their own, which are none of its business.
    const others = { ...given, ROLLCALL_HEALTH_PORT: 'x' };
    assert.deepEqual(readCodecSettings(others), { keys: 'keys.yaml', require: true });
    assert.throws(() => readSettings({ ROLLCALL_CODEC_REQUIRE: '1' }), BadSettingsError);
    assert.throws(
      () => readSettings({ ...given, ROLLCALL_CODEC_REQUIRE: 'yes' }),
      /ROLLCALL_CODEC_REQUIRE is neither true nor false/,
    );
  });
});
