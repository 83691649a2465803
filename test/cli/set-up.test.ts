import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../src/cli/demo/state-folder.js';

interface Ran {
  readonly code: number;
  readonly stderr: string;
}

describe('set-up', function () {
  this.timeout(30_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-set-up-'));
    await cp(path.join(projectRoot, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json'])
      await cp(path.join(projectRoot, file), path.join(folder, file));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function node(...args: string[]): Promise<Ran> {
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: folder }, (error, _out, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stderr });
      });
    });
  }

  it('refuses a node_modules that is a link, and leaves alone what it leads to', async () => {
    const shared = path.join(folder, 'shared');
    await mkdir(shared);
    await writeFile(path.join(shared, 'precious'), '');
    await symlink(shared, path.join(folder, 'node_modules'));
    const { code, stderr } = await node('scripts/setup.mjs');
    assert.equal(code, 1);
    assert.match(stderr, /^setup: .*node_modules is a symbolic link.*remove the link/);
    assert.deepEqual(await readdir(shared), ['precious']);
  });

  it('installs nothing to stop a demo', async () => {
    const before = await readdir(folder);
    const { code, stderr } = await node('scripts/demo.mjs', '--stop');
    assert.equal(code, 1);
    assert.match(stderr, /^setup: --stop installs nothing/);
    assert.deepEqual(await readdir(folder), before);
  });
});
