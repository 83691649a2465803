import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { createActivities } from '../../src/activities/index.js';
import type { RevertResult } from '../../src/activities/types.js';
import type { OrgBinding } from '../../src/domain/release-model.js';
import { WireError, type OrgClient } from '../../src/platforms/port.js';
import { openScene, type Scene } from './transaction/scene.js';
import { HUB_QUEUE, type Templates } from './transaction/situation.js';

const KEY = 'hub/queue/shared';
const ID = 'hub-shared';
const templates: Templates = {
  main: { name: 'Main' },
  routing: { name: 'Routing', targets: [{ id: { ref: KEY }, weight: 100 }] },
  ivr: { name: 'IVR' },
  quality: null,
};
const scope = {
  rolloutKey: 'run',
  environment: 'test',
  commit: 'commit',
  ledgerId: 'ledger',
} as const;

/** The rollout created a queue in the hub, which is to go back while a sub still routes callers to it. */
async function openHub(): Promise<Scene> {
  const scene = await openScene({ had: templates, wanted: templates });
  const subPlan = scene.ledger.plans.get('sub');
  assert.ok(subPlan !== undefined);
  const queue = {
    key: KEY,
    kind: 'queue',
    component: 'shared',
    name: 'Shared',
    id: null,
    action: 'added',
    changes: [],
    held: [],
    desired: HUB_QUEUE,
    sensitive: [],
    layer: 0,
  } as const;
  const plan = { ...subPlan, org: 'hub', realOrgId: 'hub', layers: 1, resources: [queue] };
  await scene.ledger
    .asLedger()
    .writeSnapshot(
      { environment: 'test', org: 'hub' },
      { rolloutKey: 'run', takenAt: '', plan, resources: [] },
    );
  return scene;
}

function takeHubBack(deps: ActivityDeps): Promise<RevertResult> {
  const org = { org: 'hub', realOrgId: 'hub', platform: 'guide' } as const;
  return new MockActivityEnvironment().run(() =>
    createActivities(deps).revertLayer({
      scope,
      org,
      layer: 0,
      created: [{ key: KEY, id: ID }],
    }),
  );
}

/** The sub's client is refused, whatever it asks for. */
function withoutSub({ platforms, ...deps }: ActivityDeps): ActivityDeps {
  const refuse = (): never => {
    const facts = { kind: 'unauthorized', org: 'sub', method: 'GET', path: '/' } as const;
    throw new WireError('its client is refused', facts);
  };
  const connect = (org: OrgBinding): OrgClient => {
    const client = platforms.connect(org);
    return org.org === 'sub'
      ? { ...client, read: async () => refuse(), findByName: async () => refuse() }
      : client;
  };
  return { ...deps, platforms: { ...platforms, connect } };
}

const hubQueue = (scene: Scene): unknown =>
  scene.platform.configurationOf('hub').find(({ id }) => id === ID)?.body;

describe('a resource that a rollout gave to the hub', () => {
  it('stays as it is, and is listed, while a sub that could not be taken back routes callers to it', async () => {
    const scene = await openHub();
    for (const deps of [scene.deps, withoutSub(scene.deps)]) {
      const { stranded } = await takeHubBack(deps);
      assert.match(
        stranded.join(),
        /created by this rollout and sub still refers to it; it stays as it is, take sub back first/,
      );
      assert.deepEqual(hubQueue(scene), HUB_QUEUE, 'it is not switched off');
    }
  });

  it('goes once no sub names it any more', async () => {
    const scene = await openHub();
    const routing = scene.configuration().find(({ kind }) => kind === 'strategy');
    scene.platform.put('sub', 'strategy', routing?.id ?? '', { name: 'Routing', targets: [] });
    const { stranded } = await takeHubBack(scene.deps);
    assert.deepEqual(stranded, []);
    assert.equal(hubQueue(scene), undefined);
  });
});
