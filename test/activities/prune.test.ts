import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { createActivities } from '../../src/activities/index.js';
import type { Activities, OrgInput } from '../../src/activities/types.js';
import type { OrgBinding } from '../../src/domain/release-model.js';
import { fleetDigest } from '../../src/planning/summarise.js';
import { WireError, type OrgClient } from '../../src/platforms/port.js';
import { openScene, type Scene } from './transaction/scene.js';
import type { Templates } from './transaction/situation.js';

const HAD: Templates = {
  main: { name: 'Main' },
  routing: { name: 'Routing', targets: [{ id: 'a', weight: 100 }] },
  ivr: { name: 'IVR', strategyId: { ref: 'strategy/routing' } },
  quality: { name: 'Quality', queueId: { ref: 'queue/main' } },
};

/** An org whose window is open: the release names neither its flow nor its report any more, and policy prunes. */
async function openWindow(): Promise<{ readonly scene: Scene; readonly input: OrgInput }> {
  const scene = await openScene(
    { had: HAD, wanted: { ...HAD, ivr: null, quality: null } },
    { prune: true },
  );
  const { planDigest } = scene;
  const input = {
    scope: {
      rolloutKey: 'run',
      environment: 'test',
      commit: 'commit',
      ledgerId: 'ledger',
      planDigest,
    },
    org: { org: 'sub', realOrgId: 'sub', platform: 'guide' },
  } as const;
  const { planDigest: orgPlanDigest } = await run(scene.deps, (a) => a.takeSnapshot(input));
  return { scene, input: { ...input, orgPlanDigest } };
}

function run<T>(deps: ActivityDeps, activity: (a: Activities) => Promise<T>): Promise<T> {
  // What fails is expected, and said by nobody.
  const logger = new DefaultLogger('ERROR');
  return new MockActivityEnvironment(undefined, { logger }).run(() =>
    activity(createActivities(deps)),
  );
}

/** Flows are not this client's to delete. */
function withoutFlows({ platforms, ...deps }: ActivityDeps): ActivityDeps {
  const connect = (org: OrgBinding): OrgClient => {
    const client = platforms.connect(org);
    return {
      ...client,
      remove: async (live, options) => {
        if (live.kind !== 'flow') return client.remove(live, options);
        const facts = { kind: 'forbidden', org: 'sub', method: 'DELETE', path: '/flows' } as const;
        throw new WireError('it lacks architect:flow:delete', facts);
      },
    };
  };
  return { ...deps, platforms: { ...platforms, connect } };
}

const names = (scene: Scene): string[] => scene.configuration().map(({ name }) => name);
const resources = (names: readonly string[]): string[] => names.toSorted();

describe('what no template declares any more', () => {
  it('is removed at close, though the orgs of a later wave were planned anew since', async () => {
    const { scene, input } = await openWindow();
    const { planSet } = scene.ledger;
    assert.ok(planSet !== null);
    const orgs = [...planSet.orgs, { org: 'another', digest: 'anew' }];
    scene.ledger.planSet = { ...planSet, revision: 2, orgs, planDigest: fleetDigest(orgs) };
    const { removed } = await run(scene.deps, (a) => a.pruneOrg(input));
    assert.equal(removed, 2);
    assert.deepEqual(resources(names(scene)), ['Main', 'Routing']);
  });

  it('is not removed by a plan of the org that is not in the set', async () => {
    const { scene, input } = await openWindow();
    const { planSet } = scene.ledger;
    assert.ok(planSet !== null);
    const orgs = [{ org: 'sub', digest: 'another plan of it' }];
    scene.ledger.planSet = { ...planSet, revision: 2, orgs, planDigest: fleetDigest(orgs) };
    await assert.rejects(
      run(scene.deps, (a) => a.pruneOrg(input)),
      /not the one that was approved/,
    );
    assert.deepEqual(resources(names(scene)), ['IVR', 'Main', 'Quality', 'Routing']);
  });

  it('is listed where it cannot be deleted, which keeps nothing else from going', async () => {
    const { scene, input } = await openWindow();
    const pruned = await run(withoutFlows(scene.deps), (a) => a.pruneOrg(input));
    assert.equal(pruned.removed, 1);
    assert.deepEqual(resources(names(scene)), ['IVR', 'Main', 'Routing']);
    const said = pruned.resources.map(({ key, reason }) => `${key}: ${reason ?? ''}`).toSorted();
    assert.match(said[0] ?? '', /flow\/ivr: stays: forbidden: it lacks architect:flow:delete/);
    assert.match(said[1] ?? '', /reporting\/quality: removed/);
    assert.deepEqual(
      Object.keys(scene.ledger.bases.get('sub') ?? {}).filter((key: string) =>
        key.includes('reporting'),
      ),
      [],
      'only what is gone is off the record',
    );
    const flow = scene.configuration().find(({ kind }) => kind === 'flow');
    assert.equal(flow?.name, 'IVR');
  });
});
