import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleWorld } from './sample-world.js';

const command = new URL('../../src/simulator/command.ts', import.meta.url).href;

describe('simulator: command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('serves a world file until it is told to end', async function () {
    this.timeout(30_000);
    const worldFile = join(folder, 'world.json');
    await writeFile(worldFile, JSON.stringify(sampleWorld()));
    const options = JSON.stringify({ worldFile, scale: 60, frozen: true });
    const script = `import(${JSON.stringify(command)}).then((m) => m.runSimulator(${options}))`;
    const child = spawn(process.execPath, ['--import=tsx', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [, url] = /^simulator listening on (\S+) \(clock 60x\)\n$/.exec(line.toString()) ?? [];
    const health = await fetch(`${url}/_sim/health`);
    assert.deepEqual(await health.json(), { ok: true, world: true });
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
