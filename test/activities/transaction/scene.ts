import type { ActivityDeps } from '../../../src/activities/deps.js';
import { adoptBases } from '../../../src/domain/base.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { ConflictPolicy, type Release } from '../../../src/domain/release-model.js';
import { resolveReferences } from '../../../src/domain/reference.js';
import { Loaded } from '../../../src/planning/loaded.js';
import { planOrg } from '../../../src/planning/plan-org.js';
import { fleetDigest } from '../../../src/planning/summarise.js';
import { survey } from '../../../src/planning/survey.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryPlatform, nameOf } from './memory-platform.js';
import {
  ENVIRONMENT,
  HUB_QUEUE,
  RESOURCES,
  releaseOf,
  type Situation,
  type Templates,
} from './situation.js';
import { transact, type Course, type End } from './transaction.js';

/** What of a policy a transaction looks at. */
const POLICY = {
  onConflict: ConflictPolicy.hold,
  gates: {},
  checks: { preWindowMinutes: 60 },
  thresholds: { abandonmentIncreaseRatio: 0.15, speedOfAnswerIncreaseSeconds: 10 },
} as unknown as Release['policy'];

type Configuration = ReturnType<MemoryPlatform['configurationOf']>;

/** An org on its last release, which is on record, and the plan of the next one. */
export interface Scene {
  readonly platform: MemoryPlatform;
  readonly ledger: MemoryLedger;
  readonly deps: ActivityDeps;
  readonly planDigest: string;
  /** The sub as the release describes it. */
  readonly target: Configuration;
  configuration(): Configuration;
  transact(course: Course): Promise<End>;
}

export async function openScene(
  { had, wanted }: Situation,
  more: Partial<Release['policy']> = {},
): Promise<Scene> {
  const policy = { ...POLICY, ...more };
  const platform = new MemoryPlatform();
  platform.put('hub', 'queue', 'hub-shared', HUB_QUEUE);
  for (const { id, kind, body } of furnished(had, had)) platform.put('sub', kind, id, body);
  const ledger = new MemoryLedger();
  const deps = depsOf(releaseOf(wanted, policy), platform, ledger);
  await record(depsOf(releaseOf(had, POLICY), platform, ledger), ledger);
  const { plan } = await planned(deps);
  ledger.plans.set('sub', plan);
  const orgs = [{ org: 'sub', digest: plan.digest }];
  const planDigest = fleetDigest(orgs);
  ledger.planSet = {
    planDigest,
    environment: 'test',
    commit: 'commit',
    releaseDigest: 'digest',
    createdAt: '',
    revision: 1,
    orgs,
  };
  return {
    platform,
    ledger,
    deps,
    planDigest,
    target: furnished(wanted, had),
    configuration: () => platform.configurationOf('sub'),
    transact: async (course) => {
      const end = await transact(deps, platform, planDigest, course);
      platform.settle();
      return end;
    },
  };
}

/** Bodies with ids in the place of references; of resources that the org has, by their ids there. */
function furnished(
  templates: Templates,
  had: Templates,
): (Configuration[number] & { kind: (typeof RESOURCES)[number]['kind'] })[] {
  return RESOURCES.flatMap(({ kind, name }) => {
    const template = templates[name];
    if (template === null) return [];
    const id = had[name] === null ? `new-${name}` : `sub-${name}`;
    const body = bodyOf(template);
    return [{ id, kind, name: nameOf(body), body }];
  });
}

function bodyOf(template: JsonObject): JsonObject {
  const idOf = (key: string): string =>
    key === 'hub/queue/shared' ? 'hub-shared' : `sub-${key.split('/').at(-1)}`;
  return resolveReferences(template, idOf).body;
}

function depsOf(release: Release, platform: MemoryPlatform, ledger: MemoryLedger): ActivityDeps {
  return {
    releases: { load: async () => release },
    ledger: ledger.asLedger(),
    platforms: { connect: ({ org }: { org: string }) => platform.client(org) },
  } as unknown as ActivityDeps;
}

async function planned(deps: ActivityDeps) {
  const release = await deps.releases.load('commit');
  const loaded = new Loaded(deps, release, ENVIRONMENT);
  const surveyed = await survey(deps, loaded, ['hub', 'sub'], {});
  return { plan: planOrg(loaded, surveyed, 'sub'), surveyed };
}

/** The last release is on record, as after its close. */
async function record(deps: ActivityDeps, ledger: MemoryLedger): Promise<void> {
  const { plan, surveyed } = await planned(deps);
  const live = [...(surveyed.get('sub')?.live.values() ?? [])];
  const idOf = (key: string): string | undefined =>
    [...surveyed.values()].map((org) => org.live.get(key)?.id).find((id) => id !== undefined);
  ledger.bases.set('sub', adoptBases({ bases: {}, plan, live, idOf }));
}
