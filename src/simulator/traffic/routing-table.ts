import { sectionOf } from '../json.js';
import { isEnabled } from '../world/resource.js';
import type { ResourceStore } from '../world/resource-store.js';
import type { CallSource } from './call-source.js';
import { planFlow, type FlowPlan } from './flow-plan.js';
import type { QueueLine } from './queue-line.js';
import { planStrategy, type StrategyPlan } from './strategy-plan.js';

/** How calls are routed now: plans made from the configuration, until the configuration changes. */
export class RoutingTable {
  readonly #store: ResourceStore;
  readonly #lineOf: (queueId: string) => QueueLine;
  readonly #flows = new Map<string, FlowPlan | null>();
  readonly #strategies = new Map<string, StrategyPlan | null>();
  readonly #channels = new Map<string, number>();
  readonly #orgsWithTrunks = new Set<string>();
  #revision = -1;

  constructor(store: ResourceStore, lineOf: (queueId: string) => QueueLine) {
    this.#store = store;
    this.#lineOf = lineOf;
  }

  /** Forgets the plans if the configuration changed since they were made. */
  refresh(): void {
    if (this.#revision === this.#store.revision) return;
    this.#revision = this.#store.revision;
    this.#flows.clear();
    this.#strategies.clear();
    this.#channels.clear();
  }

  flow(source: CallSource): FlowPlan | null {
    let plan = this.#flows.get(source.orgId);
    if (plan === undefined) {
      plan = planFlow(this.#store.get(source.entryFlowId), this.#store);
      this.#flows.set(source.orgId, plan);
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

  /** How many calls an org's enabled trunks carry at once. */
  channels(orgId: string): number {
    let channels = this.#channels.get(orgId);
    if (channels === undefined) {
      channels = this.#countChannels(orgId);
      this.#channels.set(orgId, channels);
    }
    return channels;
  }

  #countChannels(orgId: string): number {
    const trunks = this.#store.list(orgId, 'trunk');
    if (trunks.length > 0) this.#orgsWithTrunks.add(orgId);
    // An org that never had a trunk gets its calls some other way; one that lost its trunks does not.
    if (!this.#orgsWithTrunks.has(orgId)) return Infinity;
    const counts = trunks.filter(isEnabled).map((trunk) => {
      const channels = sectionOf(trunk.body, 'settings')['channels'];
      return typeof channels === 'number' ? channels : Infinity;
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
