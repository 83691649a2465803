import type { Json, JsonObject } from '../../src/domain/json.js';
import type {
  HeldPath,
  OrgPlan,
  PathChange,
  ResourcePlan,
  StrategyEnvelope,
} from '../../src/domain/org-plan.js';
import { countActions, sensitiveChanges, writesOf } from '../../src/domain/plan.js';
import { viewPlan, type PlanView, type ViewRequest } from '../../src/domain/plan-groups-view.js';
import { parseKey } from '../../src/domain/resource-key.js';

export interface SampleResource {
  /** `queue/main`; of the org's own group. */
  readonly key: string;
  readonly id?: string;
  readonly isNew?: boolean;
  readonly changes?: readonly PathChange[];
  readonly held?: readonly HeldPath[];
  readonly desired?: JsonObject;
  readonly envelope?: StrategyEnvelope;
}

/** An org's plan with only what matters to a test. The group is the org's name up to the last `_`. */
export function samplePlan(org: string, resources: readonly SampleResource[]): OrgPlan {
  return {
    org,
    realOrgId: `real-${org}`,
    environment: 'production',
    commit: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
    releaseDigest: 'd'.repeat(64),
    resources: resources.map((resource) => planned(org, resource)),
    layers: 1,
    digest: 'e'.repeat(64),
  };
}

export function groupOf(org: string): string {
  return org.slice(0, org.lastIndexOf('_'));
}

function planned(org: string, sample: SampleResource): ResourcePlan {
  const { isNew = false, changes = [], held = [], desired = {} } = sample;
  const key = `${groupOf(org)}/${sample.key}`;
  const kind = parseKey(key)?.kind ?? 'queue';
  const isConflict = held.some(({ reason }) => reason === 'conflict');
  const action = isNew
    ? 'added'
    : isConflict
      ? 'conflict'
      : changes.length > 0
        ? 'modified'
        : held.length > 0
          ? 'kept'
          : 'unchanged';
  return {
    key,
    kind,
    component: 'regional',
    name: key,
    id: isNew ? null : (sample.id ?? `id of ${org} ${sample.key}`),
    action,
    changes,
    held,
    desired,
    ...(sample.envelope === undefined ? {} : { envelope: sample.envelope }),
    sensitive: sensitiveChanges({ kind, action, changes, desired }),
    layer: 0,
  };
}

/** A change of one value. */
export function change(path: string, from: Json | undefined, to: Json | undefined): PathChange {
  return {
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The view of plans under the default policy; waves of a hub, if there is one, and all others. */
export function sampleView(plans: readonly OrgPlan[], about: Partial<ViewRequest> = {}): PlanView {
  const written = plans.filter((plan) => writesOf(plan) > 0);
  const counts = plans.map(countActions);
  const sum = (action: keyof (typeof counts)[number]): number =>
    counts.reduce((total, count) => total + count[action], 0);
  const resources = plans.flatMap((plan) => plan.resources);
  const orgs = written.map(({ org, realOrgId }) => ({ org, realOrgId, platform: 'guide' }));
  const wave = { exposed: [], controls: [], groups: [{ group: 'all', orgs }] };
  return viewPlan({
    plans,
    removed: [],
    groupOf,
    keyOfId: () => undefined,
    release: { ref: 'v2.1.0', commit: '0a1b2c3d4e5f', digest: 'd'.repeat(64) },
    environment: 'production',
    workingTree: false,
    rollout: null,
    experiment: { seed: '', levelsCut: 0, orgs: [], waves: [], refusal: null },
    horizonMinutes: 75,
    policy: { gates: { plan: 'whenSensitive', expansion: 'always' }, onConflict: 'hold' },
    summary: {
      planDigest: 'f'.repeat(64),
      counts: {
        added: sum('added'),
        modified: sum('modified'),
        unchanged: sum('unchanged'),
        kept: sum('kept'),
        conflict: sum('conflict'),
      },
      writes: written.reduce((total, plan) => total + writesOf(plan), 0),
      sensitive: [],
      conflicts: resources.flatMap(({ held }) => held).filter((h) => h.reason === 'conflict')
        .length,
      unbased: resources
        .flatMap(({ changes }) => changes)
        .filter((c) => c.unbased === true && c.from !== undefined).length,
      waves: orgs.length === 0 ? [] : [{ index: 1, name: '100 %', gate: 'expand-100', ...wave }],
      unchanged: [],
    },
    ...about,
  });
}
