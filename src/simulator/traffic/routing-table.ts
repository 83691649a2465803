import type { ResourceStore } from '../world/resource-store.js';
import type { WorldOrg } from '../world-file.js';
import { planFlow, type FlowPlan } from './flow-plan.js';
import type { QueueLine } from './queue-line.js';
import { planStrategy, type StrategyPlan } from './strategy-plan.js';
import { bareTrunk, enabledTrunks, planTrunks, trunkOf } from './trunk.js';
import type { TrunkLoad, TrunkPlan } from './trunk.js';

/** How calls are routed now: plans made from the configuration, until the configuration changes. */
export class RoutingTable {
  readonly #store: ResourceStore;
  readonly #lineOf: (queueId: string) => QueueLine;
  readonly #carriers: ReadonlyMap<string, string>;
  readonly #flows = new Map<string, FlowPlan | null>();
  readonly #strategies = new Map<string, StrategyPlan | null>();
  readonly #trunks = new Map<string, TrunkPlan>();
  readonly #orgsWithTrunks = new Set<string>();
  readonly #loads = new Map<string, TrunkLoad>();
  #revision = -1;

  constructor(
    orgs: readonly WorldOrg[],
    store: ResourceStore,
    lineOf: (queueId: string) => QueueLine,
  ) {
    this.#store = store;
    this.#lineOf = lineOf;
    this.#carriers = new Map(orgs.map((org) => [org.id, org.carrier]));
  }

  /** Forgets the plans if the configuration changed since they were made. */
  refresh(): void {
    if (this.#revision === this.#store.revision) return;
    this.#revision = this.#store.revision;
    this.#flows.clear();
    this.#strategies.clear();
    this.#trunks.clear();
  }

  flow(flowId: string): FlowPlan | null {
    let plan = this.#flows.get(flowId);
    if (plan === undefined) {
      plan = planFlow(this.#store.get(flowId), this.#store);
      this.#flows.set(flowId, plan);
    }
    return plan;
  }

  strategy(strategyId: string): StrategyPlan | null {
    let plan = this.#strategies.get(strategyId);
    if (plan === undefined) {
      plan = planStrategy(this.#store.get(strategyId), this.#store, this.#lineOf);
      this.#strategies.set(strategyId, plan);
    }
    return plan;
  }

  trunks(orgId: string): TrunkPlan {
    let plan = this.#trunks.get(orgId);
    if (plan === undefined) {
      plan = this.#planTrunks(orgId);
      this.#trunks.set(orgId, plan);
    }
    return plan;
  }

  #planTrunks(orgId: string): TrunkPlan {
    const carrier = this.#carriers.get(orgId) ?? '';
    const trunks = this.#store.list(orgId, 'trunk');
    if (trunks.length > 0) this.#orgsWithTrunks.add(orgId);
    // An org that never had a trunk gets its calls some other way; one that lost its trunks does not.
    if (!this.#orgsWithTrunks.has(orgId)) return planTrunks([bareTrunk(carrier)]);
    return planTrunks(
      enabledTrunks(trunks).map((trunk) => trunkOf(trunk, carrier, this.#loadOf(trunk.id))),
    );
  }

  #loadOf(trunkId: string): TrunkLoad {
    let load = this.#loads.get(trunkId);
    if (load === undefined) this.#loads.set(trunkId, (load = { active: 0 }));
    return load;
  }
}
