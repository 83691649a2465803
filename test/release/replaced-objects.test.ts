import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createReleaseSource } from '../../src/release/source.js';

/** Whoever may push any ref, but not to the protected branch. */
describe('a Git ref that replaces an object', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rollcall-replaced-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();

  it('changes nothing of what is read at a commit', async () => {
    git('init', '--quiet', '--initial-branch=main');
    const file = path.join(folder, 'operations.yaml');
    writeFileSync(file, 'stop_the_line: { by: dana, reason: incident }\n');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Operations');
    const reviewed = git('rev-parse', 'HEAD:operations.yaml');
    writeFileSync(path.join(folder, 'forged'), 'approvals: []\n');
    const forged = git('hash-object', '-w', 'forged');
    git('replace', reviewed, forged);
    assert.match(git('show', 'HEAD:operations.yaml'), /approvals/, 'Git itself is taken in');

    const source = createReleaseSource({ repository: folder, cacheDir: folder });
    const { operations } = await source.operations();
    assert.equal(operations.stopTheLine?.by, 'dana');
  });
});
