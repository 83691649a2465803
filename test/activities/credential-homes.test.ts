import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { driftActivities } from '../../src/activities/drift.js';
import { resolveActivities } from '../../src/activities/resolve.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createReleaseSource } from '../../src/release/source.js';
import { sendJson, withServer, type Seen } from '../http/tiny-server.js';
import { edited, removeFolders, soundFiles, temporaryFolder } from '../release/fixture.js';

const SECRET = 'canary-client-secret';
const HOME = 'http://127.0.0.1:4010/';
const ENVIRONMENT = 'environments/test.yaml';
const ORIGINAL = soundFiles[ENVIRONMENT] ?? '';

describe('secrets and what nobody reviewed', () => {
  after(removeFolders);

  /** A repository with the sound configuration on main; `branch` changes one file of it. */
  function repositoryWith(file: string, text: string): string {
    const folder = temporaryFolder();
    const git = (...args: string[]): void => {
      const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
      execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'ignore' });
    };
    const write = (name: string, content: string): void => {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    };
    git('init', '--initial-branch', 'main');
    for (const [name, content] of Object.entries(soundFiles)) write(name, content);
    git('add', '--all');
    git('commit', '--message', 'sound');
    git('checkout', '-b', 'branch');
    write(file, text);
    git('add', '--all');
    git('commit', '--message', 'changed');
    git('tag', 'changed');
    return folder;
  }

  async function depsFor(repository: string): Promise<ActivityDeps> {
    const ledger = path.join(temporaryFolder(), 'ledger.git');
    await createGitLedger(ledger);
    const deps: Pick<ActivityDeps, 'releases' | 'ledger' | 'platforms'> = {
      releases: createReleaseSource({
        repository,
        subfolder: '',
        protectedBranch: 'main',
        cacheDir: temporaryFolder(),
      }),
      ledger: await openGitLedger({ repository: ledger }),
      platforms: createPlatforms({
        secrets: { read: async (name) => ({ clientId: name, clientSecret: SECRET }) },
        requestTimeoutMs: 1_000,
      }),
    };
    return deps as ActivityDeps;
  }

  async function messageOf(work: () => Promise<unknown>): Promise<string> {
    const error: unknown = await new MockActivityEnvironment(
      {},
      { logger: new DefaultLogger('ERROR') },
    )
      .run(work)
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    return error instanceof Error ? error.message : '';
  }

  /** What resolving and looking for drift say of the changed commit. */
  async function answersOf(repository: string, environment = 'test'): Promise<string[]> {
    const deps = await depsFor(repository);
    const request = { release: 'changed', environment, requestedBy: 'mallory', change: null };
    const resolve = (dryRun: boolean) => () =>
      resolveActivities(deps).resolveRelease({
        ...request,
        reason: null,
        timeScale: 1,
        dryRun,
        adopt: false,
        emergency: false,
      } as never);
    return [
      await messageOf(resolve(true)),
      await messageOf(resolve(false)),
      await messageOf(() => driftActivities(deps).findDrift({ release: 'changed', environment })),
    ];
  }

  const elsewhere = async (
    work: (url: string, seen: readonly Seen[]) => Promise<void>,
  ): Promise<void> =>
    withServer(
      (_, response) => sendJson(response, 200, { access_token: 'a', expires_in: 1 }),
      ({ url, seen }) => work(url, seen),
    );

  it('are not sent to an address that a branch names for a known environment', async () => {
    await elsewhere(async (url, seen) => {
      const repository = repositoryWith(ENVIRONMENT, ORIGINAL.replace(HOME, url));
      for (const message of await answersOf(repository))
        assert.match(
          message,
          /hub: its credentials file:test\/hub would be sent to http:\S+, which is not where main sends them, and this commit is not on main: merge it there first \(and 1 more orgs\)/,
        );
      assert.deepEqual(seen, []);
    });
  });

  it('are not sent to the address of an environment that only a branch knows', async () => {
    await elsewhere(async (url, seen) => {
      const evil = ORIGINAL.replace(HOME, url)
        .replaceAll('real-', 'evil-')
        .replaceAll('file:test/', 'file:other/');
      const repository = repositoryWith('environments/evil.yaml', evil);
      for (const message of await answersOf(repository, 'evil'))
        assert.match(message, /file:other\/hub would be sent to http:\S+, which is no address of/);
      assert.deepEqual(seen, []);
    });
  });

  it('are not sent to a login that a branch names beside the address that main has', async () => {
    await elsewhere(async (url, seen) => {
      const platform = `'genesys-cloud': { base_url: ${HOME}, login_url: ${url} }`;
      const evil = ORIGINAL.replace(`guide: { base_url: ${HOME} }`, platform);
      const text = evil.replaceAll('platform: guide', 'platform: genesys-cloud');
      for (const message of await answersOf(repositoryWith(ENVIRONMENT, text)))
        assert.match(message, new RegExp(`would be sent to ${url}, which is not where main sends`));
      assert.deepEqual(seen, []);
    });
  });

  it('go where the protected branch sends them, whatever else a branch changes', async () => {
    const changes = edited(ENVIRONMENT, 'WEIGHT: 90', 'WEIGHT: 80');
    const [dryRun, forReal, drift] = await answersOf(
      repositoryWith(ENVIRONMENT, changes[ENVIRONMENT] ?? ''),
    );
    assert.deepEqual([dryRun, forReal], ['', '']);
    assert.doesNotMatch(drift ?? '', /would be sent/);
  });
});
