import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { lookBeforeFirstWrite } from '../../src/activities/before-first-write.js';
import type { ExcessScopes } from '../../src/activities/preflight-types.js';
import type { RunScope } from '../../src/activities/types.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import { load } from '../../src/planning/loaded.js';
import { planFleet } from '../../src/planning/plan-fleet.js';
import { RefusedError } from '../../src/planning/refused.js';
import { filesFor, worldWithScopes } from '../planning/permissions-world.js';
import { simulate, type Simulated } from '../platforms/guide/simulated.js';
import { releaseOf, removeFolders, temporaryFolder } from '../release/fixture.js';

const READ = 'organization:read';
const ROUTING = 'routing:strategy:edit';

describe('preflight: scopes', () => {
  let ledger: Ledger;
  let simulated: Simulated;
  const scope: RunScope = {
    rolloutKey: 'run-1',
    environment: 'test',
    commit: 'c0ffee',
    ledgerId: 'any',
  };

  before(async () => {
    const repository = join(temporaryFolder(), 'ledger.git');
    await createGitLedger(repository);
    ledger = await openGitLedger({ repository });
  });
  after(removeFolders);
  afterEach(() => simulated.close());

  /** Plans the release for hub and east, records the plans, and checks what their clients may do. */
  async function checked(
    rolloutKey: string,
    scopes: Readonly<Record<string, readonly string[]>>,
    meanwhile: () => Promise<void> = async () => {},
  ): Promise<readonly ExcessScopes[]> {
    simulated = await simulate({}, worldWithScopes(scopes));
    const release = releaseOf(filesFor(simulated.url));
    const releases = { load: async () => release };
    const deps = { releases, ledger, platforms: simulated.platforms } as unknown as ActivityDeps;
    const { plans, selected } = await planFleet(deps, await load(deps, scope), {}, {});
    const address = (org: string) => ({ environment: 'test', org });
    for (const [org, plan] of plans) await ledger.writePlan(address(org), rolloutKey, plan);
    await ledger.writePlanSet(rolloutKey, {
      planDigest: 'a'.repeat(64),
      environment: 'test',
      commit: scope.commit,
      releaseDigest: release.digest,
      createdAt: new Date(0).toISOString(),
      revision: 1,
      orgs: selected.map((org) => ({ org, digest: plans.get(org)?.digest ?? '' })),
    });
    await meanwhile();
    const { excessScopes } = await lookBeforeFirstWrite(
      deps,
      await load(deps, scope),
      rolloutKey,
      {},
    );
    return excessScopes;
  }

  it('are enough: planning took none that changes anything, and nobody has too many', async () => {
    assert.deepEqual(await checked('enough', { hub: [READ], east: [READ, ROUTING] }), []);
  });

  it('that are missing end it before any write, with org, scope, client and remedy', async () => {
    await assert.rejects(checked('missing', { hub: [READ], east: [READ] }), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(
        error.message,
        /OAuth client east-client of sub_1 has not been granted routing:strategy:edit\. Grant it/,
      );
      return true;
    });
    assert.deepEqual(await simulated.journal(), []);
  });

  it('beyond what the components need are counted', async () => {
    const east = [READ, ROUTING, 'flow:edit', 'telephony:trunk:edit', 'users:delete'];
    assert.deepEqual(await checked('excess', { hub: [READ], east }), [{ org: 'sub_1', count: 3 }]);
  });

  it('of an org that does not answer are its own transaction’s business', async () => {
    const down = (): Promise<void> =>
      simulated.control('faults', {
        orgId: 'east',
        kind: 'token',
        count: 0,
        effect: { type: 'status', status: 503 },
      });
    assert.deepEqual(await checked('down', { hub: [READ], east: [READ] }, down), []);
  });
});
