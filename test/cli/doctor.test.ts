import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from '../../src/cli/demo/git.js';
import type { Check } from '../../src/cli/doctor/check.js';
import { checkOperations } from '../../src/cli/doctor/operations-checks.js';
import { readSettings } from '../../src/settings.js';

describe('rollcall doctor, of the rules on the protected branch', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-doctor-'));
    await git(folder, 'init', '--quiet', '--initial-branch=master');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function committed(file: string, text: string): Promise<void> {
    await writeFile(path.join(folder, file), text);
    await git(folder, 'add', '--all');
    await git(folder, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', file);
  }

  function checks(branch?: string): Promise<Check[]> {
    const env = {
      ROLLCALL_CONFIG_REPO: folder,
      ROLLCALL_CONFIG_FOLDER: '',
      ROLLCALL_CACHE_DIR: path.join(folder, 'cache'),
      ...(branch === undefined ? {} : { ROLLCALL_PROTECTED_BRANCH: branch }),
    };
    return checkOperations(readSettings(env));
  }

  it('says that the branch is missing, and both ways to have one', async () => {
    await committed('operations.yaml', '{}\n');
    const [branch, ...rest] = await checks();
    assert.deepEqual(rest, []);
    assert.equal(branch?.ok, false);
    assert.match(branch?.found ?? '', /no branch main/);
    assert.match(branch?.remedy ?? '', /git branch -m main.*ROLLCALL_PROTECTED_BRANCH/);
  });

  it('says that there are no rules, which is no fault', async () => {
    await committed('manifest.yaml', '{}\n');
    const [branch, operations] = await checks('master');
    assert.equal(branch?.ok, true);
    assert.match(branch?.found ?? '', /^master at [0-9a-f]{8}$/);
    assert.equal(operations?.ok, true);
    assert.match(operations?.found ?? '', /no operations\.yaml on master/);
  });

  it('says that the rules are valid', async () => {
    await committed('operations.yaml', 'stop_the_line: { by: dana, reason: incident }\n');
    assert.equal((await checks('master'))[1]?.found, 'valid on master');
  });

  it('lists every finding of the rules', async () => {
    await committed('operations.yaml', 'freezes: 1\npeople: 2\n');
    const [operations] = await checks('master');
    assert.equal(operations?.ok, false);
    assert.equal(operations?.found, '2 findings in 1 file on master');
    assert.deepEqual(
      operations?.details?.map((line) => line.split(': ').slice(0, 2)),
      [
        ['operations.yaml:1:1', 'freezes'],
        ['operations.yaml:2:1', 'people'],
      ],
    );
  });
});
