import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { noOperations } from '../../src/domain/operations.js';
import { BadReleaseError } from '../../src/release/port.js';
import type { ReleaseSource } from '../../src/release/port.js';
import { createReleaseSource } from '../../src/release/source.js';
import { gitIn, layOver, removeFolders, temporaryFolder } from './fixture.js';

function newKey(): { file: string; publicKey: string } {
  const file = join(temporaryFolder(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'desk', '-f', file]);
  return { file, publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
}

function repositoryWith(operations: string | null, branch = 'main'): string {
  const repository = temporaryFolder();
  gitIn(repository, 'init', '--quiet', '--initial-branch', branch);
  layOver(repository, []);
  commit(repository, operations);
  return repository;
}

function commit(repository: string, operations: string | null, message = 'change'): string {
  if (operations !== null) writeFileSync(join(repository, 'operations.yaml'), operations);
  gitIn(repository, 'add', '--all');
  gitIn(repository, 'commit', '--quiet', '--allow-empty', '--message', message);
  return gitIn(repository, 'rev-parse', 'HEAD');
}

function sign(repository: string, tag: string, keyFile: string): void {
  const settings = ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${keyFile}`];
  gitIn(repository, ...settings, 'tag', '--sign', '--message', tag, tag);
}

function sourceOf(repository: string, protectedBranch?: string): ReleaseSource {
  return createReleaseSource({
    repository,
    cacheDir: temporaryFolder(),
    ...(protectedBranch === undefined ? {} : { protectedBranch }),
  });
}

async function tagsOf(source: ReleaseSource, ref: string): Promise<Record<string, string>> {
  const { tags } = await source.provenance(await source.resolve(ref));
  return Object.fromEntries(
    tags.map(({ name, annotated, signature }) => [
      name,
      `${annotated ? 'annotated' : 'plain'} ${signature.status} ${signature.by}`,
    ]),
  );
}

describe('operations in a repository', () => {
  after(removeFolders);

  it('are the defaults where the file or the branch is missing', async () => {
    const repository = repositoryWith(null);
    const tip = gitIn(repository, 'rev-parse', 'HEAD');
    const defaults = { operations: noOperations, found: false };
    assert.deepEqual(await sourceOf(repository).operations(), { ...defaults, commit: tip });
    const elsewhere = sourceOf(repository, 'trunk');
    assert.deepEqual(await elsewhere.operations(), { ...defaults, commit: null });
    assert.equal((await elsewhere.provenance(tip)).onProtectedBranch, false);
  });

  it('follow the protected branch, through a mirror too, whatever else is checked out', async () => {
    const stop = (by: string): string => `stop_the_line: { by: ${by}, reason: incident }\n`;
    const repository = repositoryWith(stop('dana'));
    const sources = [repository, pathToFileURL(repository).href].map((place) => sourceOf(place));
    gitIn(repository, 'checkout', '--quiet', '-b', 'feature');
    commit(repository, stop('mallory'));
    const says = async (): Promise<(string | undefined)[]> =>
      Promise.all(sources.map(async (s) => (await s.operations()).operations.stopTheLine?.by));
    assert.deepEqual(await says(), ['dana', 'dana']);
    gitIn(repository, 'checkout', '--quiet', 'main');
    const tip = commit(repository, stop('kim'));
    assert.deepEqual(await says(), ['kim', 'kim']);
    const { found, commit: at } = await (sources[1] as ReleaseSource).operations();
    assert.deepEqual({ found, at }, { found: true, at: tip });
  });

  it('are refused with what is wrong with them, and read again once they are right', async () => {
    const repository = repositoryWith('held_back: [{ org: org_sub_999, reason: gone }]\n');
    const source = sourceOf(repository);
    await assert.rejects(source.operations(), (error: unknown) => {
      assert.ok(error instanceof BadReleaseError);
      const [finding] = error.findings;
      assert.equal(`${finding?.file}:${finding?.line}`, 'operations.yaml:1');
      return /unknown org "org_sub_999"/.test(finding?.message ?? '');
    });
    commit(repository, 'held_back: []\n');
    assert.equal((await source.operations()).found, true);
  });

  it('apply even where the release beside them is broken', async () => {
    const repository = repositoryWith('stop_the_line: { by: dana, reason: incident }\n');
    writeFileSync(join(repository, 'manifest.yaml'), 'deployment_targets: []\n');
    commit(repository, null);
    const { operations } = await sourceOf(repository).operations();
    assert.equal(operations.stopTheLine?.by, 'dana');
  });
});

describe('the provenance of a commit', () => {
  after(removeFolders);

  it('says whether it is on the protected branch', async () => {
    const repository = repositoryWith(null, 'trunk');
    const first = gitIn(repository, 'rev-parse', 'HEAD');
    gitIn(repository, 'checkout', '--quiet', '-b', 'feature');
    const off = commit(repository, null);
    gitIn(repository, 'checkout', '--quiet', 'trunk');
    const tip = commit(repository, null, 'another');
    const source = sourceOf(repository, 'refs/heads/trunk');
    const on = async (id: string): Promise<boolean> =>
      (await source.provenance(id)).onProtectedBranch;
    assert.deepEqual(await Promise.all([first, tip, off].map(on)), [true, true, false]);
    assert.equal((await source.provenance(tip)).protectedBranch, 'trunk');
    await assert.rejects(source.provenance('0'.repeat(40)), BadReleaseError);
    const clone = temporaryFolder();
    gitIn(clone, 'clone', '--quiet', repository, '.');
    gitIn(clone, 'checkout', '--quiet', '--detach');
    gitIn(clone, 'branch', '--quiet', '--delete', '--force', 'trunk');
    const ofClone = await sourceOf(clone, 'trunk').provenance(first);
    assert.ok(ofClone.onProtectedBranch, 'a CI checkout knows the branch of its origin only');
  });

  it('names its tags, and whose signatures they bear', async () => {
    const [lee, kim, mallory] = [newKey(), newKey(), newKey()];
    const repository = repositoryWith(
      `people:\n  lee smith: { ssh_keys: ["${lee.publicKey}"] }\n  "*": { ssh_keys: ["${newKey().publicKey}", "${kim.publicKey}"] }\n`,
    );
    const [lees, kims, stranger] = [lee, kim, mallory].map(({ file }) => file) as [
      string,
      string,
      string,
    ];
    gitIn(repository, 'tag', 'plain');
    gitIn(repository, 'tag', '--annotate', '--message', 'x', 'annotated');
    sign(repository, 'by-lee', lees);
    sign(repository, 'by-kim', kims);
    sign(repository, 'by-stranger', stranger);
    const expected = {
      plain: 'plain none null',
      annotated: 'annotated none null',
      'by-lee': 'annotated good lee smith',
      'by-kim': 'annotated good *',
      'by-stranger': 'annotated bad null',
    };
    assert.deepEqual(await tagsOf(sourceOf(repository), 'main'), expected);
    assert.deepEqual(await tagsOf(sourceOf(pathToFileURL(repository).href), 'main'), expected);
  });

  it('trusts no tag that was renamed, altered, or signed for something else', async () => {
    const lee = newKey();
    const repository = repositoryWith(`people:\n  lee: { ssh_keys: ["${lee.publicKey}"] }\n`);
    sign(repository, 'v1', lee.file);
    gitIn(repository, 'update-ref', 'refs/tags/v2', 'v1');
    const text = execFileSync('git', ['-C', repository, 'cat-file', 'tag', 'v1'], {
      encoding: 'utf8',
    });
    const altered = (name: string, changed: string): void => {
      const id = execFileSync('git', ['-C', repository, 'mktag', '--no-strict'], {
        input: changed,
        encoding: 'utf8',
      }).trim();
      gitIn(repository, 'update-ref', `refs/tags/${name}`, id);
    };
    altered('v3', text.replace('tag v1', 'tag v3'));
    altered('v4', text.replace('tag v1', 'tag v4').replace(/BEGIN SSH/, 'BEGIN PGP'));
    assert.deepEqual(await tagsOf(sourceOf(repository), 'main'), {
      v1: 'annotated good lee',
      v2: 'annotated bad null',
      v3: 'annotated bad null',
      v4: 'annotated bad null',
    });
    const next = commit(repository, null);
    assert.deepEqual(await tagsOf(sourceOf(repository), next), {}, 'tags stay with their commit');
  });

  it('runs no program that the repository names', async () => {
    const lee = newKey();
    const repository = repositoryWith(`people:\n  lee: { ssh_keys: ["${lee.publicKey}"] }\n`);
    sign(repository, 'v1', lee.file);
    gitIn(repository, 'config', 'gpg.ssh.program', 'false');
    assert.deepEqual(await tagsOf(sourceOf(repository), 'v1'), { v1: 'annotated good lee' });
  });
});

describe('the digest of environment files', () => {
  after(removeFolders);

  it('changes with them, and with nothing else', async () => {
    const repository = repositoryWith(null);
    const source = sourceOf(repository);
    const digest = async (): Promise<string> =>
      (await source.load(await source.resolve('main'))).environmentFilesDigest;
    const before = await digest();
    writeFileSync(join(repository, 'policy.yaml'), 'bake_minutes: 45\n');
    commit(repository, 'freezes: []\n');
    assert.equal(await digest(), before);
    const file = join(repository, 'environments/staging.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# a comment\n`);
    commit(repository, null);
    assert.notEqual(await digest(), before);
  });
});
