import assert from 'node:assert/strict';
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { stringify } from 'yaml';
import { runSimulator } from '../../src/simulator/command.js';
import { sampleWorld } from './sample-world.js';

const command = new URL('../../src/simulator/command.ts', import.meta.url).href;

describe('simulator: command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  });
  after(() => rm(folder, { recursive: true }));

  const run = (options: object): ChildProcessByStdio<null, Readable, null> => {
    const argument = JSON.stringify(options);
    const script = `import(${JSON.stringify(command)}).then((m) => m.runSimulator(${argument}))`;
    return spawn(process.execPath, ['--import=tsx', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };
  const start = async (options: object): Promise<{ child: ChildProcess; url: string }> => {
    const child = run(options);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [, url = ''] =
      /^simulator listening on (\S+) \(clock 60x\)\n/.exec(line.toString()) ?? [];
    return { child, url };
  };

  it('serves a world file until it is told to end', async function () {
    this.timeout(30_000);
    const worldFile = join(folder, 'world.json');
    await writeFile(worldFile, JSON.stringify(sampleWorld()));
    const { child, url } = await start({ worldFile, scale: 60, frozen: true });
    const health = await fetch(`${url}/_sim/health`);
    assert.deepEqual(await health.json(), { ok: true, world: true });
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('says where each dialect is: on the ports after its own', async function () {
    this.timeout(30_000);
    const child = run({ port: 18_790, scale: 60 });
    const [text] = (await once(child.stdout, 'data')) as [Buffer];
    const ports = [...text.toString().matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
      Number(port),
    );
    const distinct = [...new Set(ports)];
    assert.equal(distinct.length, 5);
    assert.deepEqual(
      distinct,
      distinct.toSorted((a, b) => a - b),
    );
    assert.match(text.toString(), /Genesys Cloud: login .*, API .*\n.*NICE CXone: auth .*, API /);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('takes a start, a plan of faults and single faults', async function () {
    this.timeout(30_000);
    const worldFile = join(folder, 'world.yaml');
    const faultsFile = join(folder, 'faults.yaml');
    await writeFile(worldFile, stringify(sampleWorld({ startAt: undefined })));
    await writeFile(faultsFile, '- { id: planned, effect: { type: reset } }');
    const startAt = '2026-03-02T10:00:00.000Z';
    const faults = ['{"id":"flagged","effect":{"type":"noData"}}'];
    const options = { worldFile, faultsFile, faults, startAt, scale: 60, frozen: true };
    const { child, url } = await start(options);
    const clock = (await (await fetch(`${url}/_sim/clock`)).json()) as { now: string };
    assert.equal(clock.now, startAt);
    const list = (await (await fetch(`${url}/_sim/faults`)).json()) as { faults: { id: string }[] };
    assert.deepEqual(
      list.faults.map(({ id }) => id),
      ['planned', 'flagged'],
    );
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('refuses a start that is no instant', async () => {
    await assert.rejects(runSimulator({ startAt: 'tomorrow' }), /tomorrow is no instant/);
  });
});
