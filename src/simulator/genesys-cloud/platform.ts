import { sameJson, type JsonObject } from '../json.js';
import type { World } from '../world/world.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import { ClientRates } from './client-rates.js';
import type { FlowExport } from './flow-exports.js';
import { takeOverFlow } from './flow-edits.js';
import type { FlowJob } from './flow-jobs.js';
import { nativeKinds, type NativeResource } from './native-store.js';
import { projectOrg, type Projected } from './projection.js';
import { loadState, type GenesysState } from './state.js';

/** The dialect's side of one world: its own representation, and what the world was told of it. */
export class GenesysPlatform {
  readonly world: World;
  readonly state: GenesysState;
  readonly rates = new ClientRates();
  readonly jobs = new Map<string, FlowJob>();
  readonly exports = new Map<string, FlowExport>();
  /** Per org, when its dependency tracking was last built. */
  readonly dependencyBuilds = new Map<string, number>();
  /** Per org, the revision of the world's store up to which edits were absorbed. */
  readonly #absorbed = new Map<string, number>();
  readonly #projected = new Map<string, Projected[]>();

  constructor(world: World) {
    this.world = world;
    this.state = loadState(world.orgs.values());
    for (const org of world.orgs.values()) {
      if (org.platform === 'genesys-cloud')
        this.#projected.set(org.id, projectOrg(this.state, org.id));
    }
  }

  /** Tells the world what changed in an org, in the name of whoever changed it. */
  project(orgId: string, origin: WriteOrigin): void {
    const before = new Map(this.#projected.get(orgId)?.map((one) => [one.id, one]));
    const after = projectOrg(this.state, orgId);
    for (const { kind, id, body } of after) {
      if (!sameJson(before.get(id)?.body, body)) {
        this.world.writer.project(kind, orgId, id, body, origin);
      }
      before.delete(id);
    }
    for (const { kind, id } of before.values()) {
      this.world.writer.project(kind, orgId, id, null, origin);
    }
    this.#projected.set(orgId, after);
  }

  /** Takes over what people changed by hand in the world since the last request. */
  absorbEdits(orgId: string, nowMs: number): void {
    const { revision } = this.world.store;
    if (this.#absorbed.get(orgId) === revision) return;
    this.#absorbed.set(orgId, revision);
    const edits = (this.#projected.get(orgId) ?? []).flatMap((projected) => {
      const current = this.world.store.get(projected.id)?.body;
      if (current === undefined || sameJson(current, projected.body)) return [];
      return [this.#takeOver(orgId, projected, current, nowMs)];
    });
    if (edits.includes(true))
      this.project(orgId, { clientId: 'manual', atMs: nowMs, ifMatch: null });
  }

  /** False where the edit is of nothing that the dialect keeps. */
  #takeOver(orgId: string, { id, body }: Projected, current: JsonObject, nowMs: number): boolean {
    const flow = this.state.flows.get(id);
    if (flow !== undefined) return takeOverFlow(this.state, flow, body, current, nowMs);
    const native = this.#nativeOf(orgId, id);
    if (native === undefined) return false;
    const changed = changesOnto(native.body, body, current);
    if (sameJson(changed, native.body)) return false;
    this.state.natives.replace(native, changed);
    return true;
  }

  #nativeOf(orgId: string, id: string): NativeResource | undefined {
    for (const kind of nativeKinds) {
      const native = this.state.natives.get(kind, orgId, id);
      if (native !== undefined) return native;
    }
    return undefined;
  }
}

const derived = ['id', 'blocks', 'settings', 'targets'];

/** The native body with what differs between two neutral ones. */
function changesOnto(native: JsonObject, before: JsonObject, after: JsonObject): JsonObject {
  const changed = Object.entries(after).filter(
    ([key, value]) => !derived.includes(key) && !sameJson(before[key], value),
  );
  const kept = Object.entries(native).filter(([key]) => !(key in before) || key in after);
  return Object.fromEntries([...kept, ...changed]);
}
