import { createHash } from 'node:crypto';

import { applyChanges, invertChanges, resolveChanges } from '../../src/domain/apply.js';
import { advanceBases } from '../../src/domain/base.js';
import { sameConfiguration } from '../../src/domain/equality.js';
import { resourceLayers } from '../../src/domain/graph.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { OrgPlan, PathChange, ResourceBase, ResourcePlan } from '../../src/domain/org-plan.js';
import { assembleOrgPlan, planResource, weightInverse } from '../../src/domain/plan.js';
import { collectReferences, resolveReferences } from '../../src/domain/reference.js';
import type { ConflictPolicy, RenderedResource } from '../../src/domain/release-model.js';
import type { LiveResource } from '../../src/domain/resource.js';
import { parseKey } from '../../src/domain/resource-key.js';

/** Target bodies by full key, with symbolic references: a release as one org sees it. */
export type Target = Readonly<Record<string, JsonObject>>;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One org in memory, planned, written and taken back by the domain's functions as the activities use them. */
export class OrgModel {
  readonly live = new Map<string, LiveResource>();
  bases: Record<string, ResourceBase> = {};
  private nextId = 1;

  /** `foreign` knows the ids of other orgs' resources. */
  constructor(private readonly foreign: (key: string) => string | undefined = () => undefined) {}

  /** The id that the next creation gives. */
  get upcomingId(): string {
    return `id-${this.nextId}`;
  }

  body(key: string): JsonObject | undefined {
    return this.live.get(key)?.body;
  }

  put(key: string, body: JsonObject): void {
    const kind = parseKey(key)?.kind ?? 'queue';
    const id = this.live.get(key)?.id ?? this.takeId();
    this.live.set(key, { kind, id, name: key, body, version: null, enabled: true });
  }

  readonly idOf = (key: string): string | undefined => this.live.get(key)?.id ?? this.foreign(key);

  plan(target: Target, onConflict: ConflictPolicy): OrgPlan {
    const rendered = Object.entries(target).map(([key, body]) => renderedOf(key, body));
    const layers = resourceLayers(rendered);
    const resources = rendered.map((resource) =>
      planResource({
        rendered: resource,
        desired: resolveReferences(resource.body, this.idOf).body,
        live: this.live.get(resource.key) ?? null,
        base: this.bases[resource.key] ?? null,
        onConflict,
        layer: layers.get(resource.key) ?? 0,
      }),
    );
    return assembleOrgPlan({ ...ABOUT, resources, bases: this.bases, hash: sha256 });
  }

  /** Writes the plan's resources in their order, all by default; a rollout may break off after any. */
  deploy(plan: OrgPlan, count = plan.resources.length): { skipped: number } {
    let skipped = 0;
    for (const resource of plan.resources.slice(0, count)) {
      if (resource.id === null) {
        this.create(resource);
        continue;
      }
      const done = applyChanges(this.bodyOf(resource), this.changesOf(resource));
      if (done.applied.length > 0) this.put(resource.key, done.body);
      skipped += done.skipped.length;
    }
    return { skipped };
  }

  /**
   * Takes back the layers that `count` written resources have begun, from the last one, every step twice as after a
   * lost answer; with the weights before all else if asked.
   */
  revert(
    plan: OrgPlan,
    { count = plan.resources.length, weightsFirst = false } = {},
  ): { skipped: number } {
    let skipped = 0;
    const begun = plan.resources[Math.min(count, plan.resources.length) - 1]?.layer ?? -1;
    if (weightsFirst && begun >= 0)
      for (const { key, changes } of weightInverse(plan)) {
        const known = changes.filter(({ path }) => !path.includes('[ref:'));
        if (known.length > 0) this.undo(key, known);
      }
    for (const resource of plan.resources.filter(({ layer }) => layer <= begun).toReversed())
      for (let times = 0; times < 2; times += 1)
        if (resource.id === null) this.remove(resource);
        else skipped += this.undo(resource.key, invertChanges(this.changesOf(resource)));
    return { skipped };
  }

  /** The org stays on the release: reads back, and advances the bases. */
  close(plan: OrgPlan): void {
    const live = [...this.live.values()];
    this.bases = advanceBases({ bases: this.bases, plan, live, idOf: this.idOf });
  }

  private takeId(): string {
    const id = this.upcomingId;
    this.nextId += 1;
    return id;
  }

  private create(resource: ResourcePlan): void {
    const { body, unresolved } = resolveReferences(resource.desired, this.idOf);
    if (unresolved.length > 0) throw new Error(`not yet there: ${unresolved.join()}`);
    if (!this.live.has(resource.key)) this.put(resource.key, body);
  }

  private remove(resource: ResourcePlan): void {
    const live = this.body(resource.key);
    const { body } = resolveReferences(resource.desired, this.idOf);
    if (live !== undefined && sameConfiguration(live, body)) this.live.delete(resource.key);
  }

  private undo(key: string, inverse: readonly PathChange[]): number {
    const done = applyChanges(this.body(key) ?? {}, inverse);
    if (done.applied.length > 0) this.put(key, done.body);
    return done.skipped.length;
  }

  private changesOf(resource: ResourcePlan): PathChange[] {
    return resolveChanges(resource.changes, this.idOf);
  }

  private bodyOf({ key }: ResourcePlan): JsonObject {
    return this.body(key) ?? {};
  }
}

const ABOUT = {
  org: 'org',
  realOrgId: 'real',
  environment: 'test',
  commit: 'c',
  releaseDigest: 'd',
};

function renderedOf(key: string, body: JsonObject): RenderedResource {
  const kind = parseKey(key)?.kind ?? 'queue';
  return { key, kind, component: 'all', name: key, body, references: collectReferences(body) };
}
