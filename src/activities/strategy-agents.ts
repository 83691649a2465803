import { steadyHandleSeconds } from '../domain/capacity/handle-time.js';
import { qualifiedAgents } from '../domain/capacity/staffing.js';
import type { WeightTarget } from '../domain/capacity/weights.js';
import type { EnvelopeTarget } from '../domain/org-plan.js';
import { unlessUnreadable } from '../planning/recent-calls.js';
import type { OrgCapacity, QueueCapacity } from '../platforms/port.js';
import type { OrgWork } from './org-work.js';
import { skillsOf } from './queues-now.js';

/** An org that makes us wait longer than this for its turn (wall) has told nothing. */
const LONGEST_WAIT_MS = 15_000;
/** Where no queue has handled a call yet all are taken to be as quick: only the ratio counts. */
const ANY_HANDLE_SECONDS = 300;
/** The same for all targets, so that it changes no share. */
const MAX_OCCUPANCY_RATIO = 0.9;

/** The agents of the queues that strategies send callers to, own and other orgs'; each org is asked once. */
export class StrategyAgents {
  private readonly told = new Map<string, Promise<OrgCapacity | null>>();

  constructor(private readonly work: OrgWork) {}

  /**
   * What each target can take. A text that says what is not known, where anything is not: a queue of which nobody tells
   * counts neither as staffed nor as empty.
   */
  async targets(
    targets: readonly EnvelopeTarget[],
    idOf: (queue: string) => string | undefined,
  ): Promise<WeightTarget[] | string> {
    const found: { readonly queue: QueueCapacity; readonly agents: number }[] = [];
    for (const { queue } of targets) {
      const owner = this.ownerOf(queue);
      const known = await this.queue(owner, idOf(queue) ?? '');
      if (known === null) return `agents of ${queue} in ${owner} are not known`;
      found.push(known);
    }
    const seconds = steadyHandleSeconds(found.map(({ queue }) => queue));
    return targets.map(({ queue, agentsShare }, at) => ({
      id: queue,
      qualifiedAgents: (found[at]?.agents ?? 0) * agentsShare,
      handleSeconds: seconds?.[at] ?? ANY_HANDLE_SECONDS,
      shrinkageRatio: 0,
      maxOccupancyRatio: MAX_OCCUPANCY_RATIO,
    }));
  }

  /** Null where nobody tells who is on queue. A queue that is switched off has nobody. */
  async queue(
    owner: string,
    queueId: string,
  ): Promise<{ readonly queue: QueueCapacity; readonly agents: number } | null> {
    const queue = (await this.capacityOf(owner))?.queues.find((one) => one.queueId === queueId);
    if (queue === undefined) return null;
    const { loaded } = this.work;
    const live = await unlessUnreadable(() =>
      loaded.client(owner).read('queue', queueId, this.options),
    );
    if (live === null) return null;
    const skills = skillsOf(live.body);
    return { queue, agents: live.enabled ? qualifiedAgents(queue.groups, { skills }) : 0 };
  }

  /** An id that no template declares is one of the org's own. */
  ownerOf(queue: string): string {
    const { loaded, plan } = this.work;
    return loaded.ownerOf(plan.org, queue) ?? plan.org;
  }

  private capacityOf(owner: string): Promise<OrgCapacity | null> {
    const known = this.told.get(owner);
    if (known !== undefined) return known;
    const asked = unlessUnreadable(() => this.work.loaded.client(owner).capacity(this.options));
    this.told.set(owner, asked);
    return asked;
  }

  private get options(): OrgWork['options'] {
    return { ...this.work.options, longestWaitMs: LONGEST_WAIT_MS };
  }
}
