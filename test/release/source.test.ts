import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { withoutCredentials } from '../../src/git/without-credentials.js';
import { BadReleaseError } from '../../src/release/port.js';
import { createReleaseSource } from '../../src/release/source.js';
import { gitIn, layOver, removeFolders, temporaryFolder } from './fixture.js';

/** A repository with the sample below config/: v2.0, then v2.1 on main. */
function sampleRepository(): string {
  const repository = temporaryFolder();
  gitIn(repository, 'init', '--quiet');
  layOver(join(repository, 'config'), ['v2.0']);
  commit(repository, 'v2.0');
  rmSync(join(repository, 'config'), { recursive: true });
  layOver(join(repository, 'config'), []);
  commit(repository, 'v2.1');
  return repository;
}

function commit(repository: string, tag: string): void {
  gitIn(repository, 'add', '--all');
  gitIn(repository, 'commit', '--quiet', '--message', tag);
  gitIn(repository, 'tag', tag);
}

function messageOf(error: unknown): string {
  assert.ok(error instanceof BadReleaseError, String(error));
  return error.findings.map(({ file, message }) => `${file}: ${message}`).join('\n');
}

describe('the release source', () => {
  let repository: string;
  const subfolder = 'config';
  before(() => {
    repository = sampleRepository();
  });
  after(removeFolders);

  it('reads commits, not the work tree', async () => {
    const source = createReleaseSource({ repository, subfolder, cacheDir: temporaryFolder() });
    const [old, now] = [await source.resolve('v2.0'), await source.resolve('main')];
    assert.match(old, /^[0-9a-f]{40}$/);
    assert.notEqual(old, now);
    rmSync(join(repository, 'config'), { recursive: true });
    const [before, after] = [await source.load(old), await source.load(now)];
    gitIn(repository, 'checkout', '--quiet', '--', '.');
    assert.equal(before.commit, old);
    assert.equal(Object.keys(after.templates).length - Object.keys(before.templates).length, 2);
    assert.equal(source.load(old), source.load(old), 'cached');
  });

  it('mirrors a URL and sees what is pushed later', async () => {
    const cacheDir = join(temporaryFolder(), 'deep', 'cache');
    const url = pathToFileURL(repository).href;
    const source = createReleaseSource({ repository: url, subfolder, cacheDir });
    const first = await source.load(await source.resolve('v2.0'));
    gitIn(repository, 'tag', 'v2.0-again', 'v2.0');
    assert.equal(await source.resolve('v2.0-again'), first.commit);
    assert.equal(readdirSync(cacheDir).length, 1);
    assert.ok(existsSync(join(cacheDir, readdirSync(cacheDir)[0] ?? '', 'HEAD')));
  });

  it('names the repository and what is close to an unknown ref', async () => {
    const source = createReleaseSource({ repository, subfolder, cacheDir: temporaryFolder() });
    for (const ref of ['v2.2', '--help', 'f'.repeat(40)])
      await assert.rejects(source.resolve(ref), (error: unknown) => {
        const message = messageOf(error);
        return message.includes(repository) && /release: .*v2\.[01]/.test(message);
      });
  });

  it('refuses a folder that is no repository', async () => {
    const source = createReleaseSource({
      repository: temporaryFolder(),
      cacheDir: temporaryFolder(),
    });
    await assert.rejects(source.resolve('main'), (error) => /no Git/.test(messageOf(error)));
    const escape = { repository, subfolder: '../config', cacheDir: '' };
    assert.throws(() => createReleaseSource(escape), BadReleaseError);
  });

  it('throws every finding of a commit', async () => {
    const folder = join(repository, 'config');
    gitIn(repository, 'checkout', '--quiet', '-b', 'broken');
    mkdirSync(join(folder, 'templates/more'), { recursive: true });
    writeFileSync(join(folder, 'policy.yaml'), 'wave_percents: []\n');
    const template = 'templates/global_queues/global_main.yaml';
    rmSync(join(folder, template));
    symlinkSync('/etc/hostname', join(folder, template));
    writeFileSync(join(folder, 'templates/local_trunks/backup.yaml'), 'x'.repeat(2 ** 20 + 1));
    commit(repository, 'broken-1');
    gitIn(repository, 'checkout', '--quiet', 'main');
    const source = createReleaseSource({ repository, subfolder, cacheDir: temporaryFolder() });
    const broken = await source.resolve('broken');
    await assert.rejects(source.load(broken), (error: unknown) => {
      const message = messageOf(error);
      assert.match(message, /policy\.yaml/);
      assert.match(message, /global_main\.yaml: is not a regular file/);
      assert.match(message, /backup\.yaml: is larger than 1 MiB/);
      return true;
    });
  });

  it('follows no link and no submodule', async () => {
    const folder = join(repository, 'config');
    gitIn(repository, 'checkout', '--quiet', '-b', 'linked');
    symlinkSync('/etc', join(folder, 'templates/outside'));
    commit(repository, 'linked-1');
    const module = `160000,${gitIn(repository, 'rev-parse', 'HEAD')},config/components/module`;
    gitIn(repository, 'update-index', '--add', '--cacheinfo', module);
    gitIn(repository, 'commit', '--quiet', '--message', 'A submodule');
    gitIn(repository, 'checkout', '--quiet', '--force', 'main');
    const source = createReleaseSource({ repository, subfolder, cacheDir: temporaryFolder() });
    await assert.rejects(source.load(await source.resolve('linked')), (error: unknown) => {
      const message = messageOf(error);
      assert.match(message, /components\/module: is not a regular file/);
      assert.match(message, /templates\/outside: is not a regular file/);
      return true;
    });
  });

  it('has a digest that environments and operations do not change', async () => {
    const folder = join(repository, 'config');
    const source = createReleaseSource({ repository, subfolder, cacheDir: temporaryFolder() });
    const before = await source.load(await source.resolve('v2.1'));
    const file = join(folder, 'environments/staging.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# Another comment\n`);
    writeFileSync(join(folder, 'operations.yaml'), 'freezes: []\n');
    commit(repository, 'same-digest');
    const same = await source.load(await source.resolve('same-digest'));
    assert.equal(same.digest, before.digest);
    assert.notEqual(same.commit, before.commit);
    writeFileSync(join(folder, 'policy.yaml'), 'bake_minutes: 45\n');
    commit(repository, 'other-digest');
    const other = await source.load(await source.resolve('other-digest'));
    assert.notEqual(other.digest, before.digest);
  });

  it('keeps credentials out of messages', () => {
    assert.equal(withoutCredentials('see https://me:pw@host/x'), 'see https://host/x');
    const unescaped = "unable to access 'https://me:p@ss@host/x@y/'";
    assert.equal(withoutCredentials(unescaped), "unable to access 'https://host/x@y/'");
  });
});
