import { sameJson, type JsonObject } from '../json.js';
import type { World } from '../world/world.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import { ClientRates } from './client-rates.js';
import type { FlowExport } from './flow-exports.js';
import type { FlowJob } from './flow-jobs.js';
import type { NativeResource } from './native-store.js';
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
    const edited = (this.#projected.get(orgId) ?? []).flatMap(({ id, body }) => {
      const native = this.#nativeOf(orgId, id);
      const current = this.world.store.get(id)?.body;
      if (native === undefined || current === undefined || sameJson(current, body)) return [];
      const changed = changesOnto(native.body, body, current);
      return sameJson(changed, native.body) ? [] : [{ native, body: changed }];
    });
    if (edited.length === 0) return;
    for (const { native, body } of edited) this.state.natives.replace(native, body);
    this.project(orgId, { clientId: 'manual', atMs: nowMs, ifMatch: null });
  }

  #nativeOf(orgId: string, id: string): NativeResource | undefined {
    const { natives } = this.state;
    for (const kind of ['queue', 'trunkBaseSettings', 'datatableRow', 'ivr'] as const) {
      const native = natives.get(kind, orgId, id);
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
