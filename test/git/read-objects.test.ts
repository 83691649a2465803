import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitReadError, readObjects } from '../../src/git/read-objects.js';
import { gitIn, removeFolders, temporaryFolder } from '../release/fixture.js';

describe('objects of a Git repository', () => {
  after(removeFolders);

  function repositoryWith(files: Readonly<Record<string, string>>): string {
    const folder = temporaryFolder();
    gitIn(folder, 'init', '--quiet', '--initial-branch=main');
    commitTo(folder, files);
    return folder;
  }

  function commitTo(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    gitIn(folder, 'add', '--all');
    gitIn(folder, 'commit', '--quiet', '--message=more');
  }

  const textsOf = async (folder: string, names: readonly string[]): Promise<(string | null)[]> => {
    const found = await readObjects(join(folder, '.git'), names);
    return found.map((object) => object?.content.toString('utf8') ?? null);
  };

  it('are read in the order asked for, whatever they hold; null where there is none', async () => {
    const large = `${'0123456789abcdef'.repeat(65_536)}\nmain:a missing\n`;
    const folder = repositoryWith({ a: 'x\n', empty: '', large, 'with space': 'ü' });
    const names = ['main:large', 'main:none', 'main:empty', 'none', 'main:with space', 'main:a'];
    assert.deepEqual(await textsOf(folder, names), [large, null, '', null, 'ü', 'x\n']);
    assert.deepEqual(await readObjects(join(folder, '.git'), []), []);
  });

  it('are those of the moment, although the process that reads them is the same', async () => {
    const folder = repositoryWith({ a: '1' });
    assert.deepEqual(await textsOf(folder, ['main:a']), ['1']);
    commitTo(folder, { a: '2' });
    assert.deepEqual(await textsOf(folder, ['main:a']), ['2']);
    gitIn(folder, 'gc', '--quiet', '--prune=now');
    commitTo(folder, { b: '3' });
    assert.deepEqual(await textsOf(folder, ['main:a', 'main:b']), ['2', '3']);
  });

  it('are those of the repository that is in its place now', async () => {
    const folder = repositoryWith({ a: 'before' });
    const other = repositoryWith({ a: 'after' });
    assert.deepEqual(await textsOf(folder, ['main:a']), ['before']);
    const away = join(folder, 'away');
    renameSync(join(folder, '.git'), away);
    await assert.rejects(textsOf(folder, ['main:a']), (error) => {
      assert.ok(error instanceof GitReadError);
      assert.equal(error.exitCode, 128);
      assert.match(error.words, /not a git repository/);
      return true;
    });
    renameSync(join(other, '.git'), join(folder, '.git'));
    assert.deepEqual(await textsOf(folder, ['main:a']), ['after']);
    rmSync(join(folder, '.git'), { recursive: true });
    renameSync(away, join(folder, '.git'));
    assert.deepEqual(await textsOf(folder, ['main:a']), ['before']);
  });

  it('of many readers at once do not get mixed up', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`f${at}`, `${at}`.repeat(at * 500 + 1)]),
    );
    const folder = repositoryWith(files);
    const readers = Object.keys(files).map((name) => textsOf(folder, [`main:${name}`, 'main:-']));
    const found = await Promise.all(readers);
    assert.deepEqual(
      found,
      Object.values(files).map((text) => [text, null]),
    );
  });

  it('are read by another process where the one before was killed', async () => {
    const folder = repositoryWith({ a: '1' });
    assert.deepEqual(await textsOf(folder, ['main:a']), ['1']);
    const pattern = `--git-dir=${join(folder, '.git')} cat-file --batch`;
    const listed = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
    const pids = listed
      .split('\n')
      .filter((line) => line.includes(pattern))
      .map((line) => Number.parseInt(line, 10));
    assert.equal(pids.length, 1, listed);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + 30_000;
    const read = (): Promise<(string | null)[]> => textsOf(folder, ['main:a']);
    // Who asks before it is known that the process is gone is told so; activities try again.
    let found = await read().catch(() => null);
    while (found === null && Date.now() < deadline) found = await read().catch(() => null);
    assert.deepEqual(found, ['1']);
  });

  it('have names that fit on a line', async () => {
    const folder = repositoryWith({ a: '1' });
    await assert.rejects(textsOf(folder, ['main:a\nmain:a']), /"main:a\\nmain:a" is no name/);
  });
});
