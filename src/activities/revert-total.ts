import { ApplicationFailure } from '@temporalio/activity';
import type { ResourcePlan } from '../domain/org-plan.js';
import { isWritten } from '../domain/plan.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { CallOptions, OrgClient } from '../platforms/port.js';
import { isRefusal } from '../domain/refusal.js';
import { toFailure } from './failure.js';
import type { RevertResult } from './types.js';

/** What became of one resource that was to go back. */
export interface Undone {
  readonly wrote: boolean;
  readonly kept: number;
  /** Why it could not be taken back, where it could not. */
  readonly stranded?: string;
}

/**
 * Sums up. One resource's failure keeps no other from being tried: a final one is listed, and one that may pass is
 * thrown at the end, so that Temporal tries again what is left.
 */
export class Total {
  private reverted = 0;
  private kept = 0;
  private readonly stranded: string[] = [];
  private readonly resources: ResourceOutcome[] = [];
  private passing: Error | null = null;
  private refused = false;

  /** `resource` is null where no state follows from the step, as of weights, whose strategy goes back later. */
  async add(
    resource: ResourcePlan | null,
    key: string,
    step: () => Promise<Undone>,
  ): Promise<void> {
    const done = await this.settle(step);
    if (done === null) return;
    const { wrote, kept, stranded } = done;
    this.reverted += wrote ? 1 : 0;
    this.kept += kept;
    if (stranded !== undefined) this.stranded.push(`${key}: ${stranded}`);
    if (resource !== null && isWritten(resource)) this.resources.push(outcomeOf(resource, done));
  }

  async result(client: OrgClient, options: CallOptions): Promise<RevertResult> {
    if (this.passing !== null) throw this.passing;
    const { nowMs } = await client.platformTime(options);
    const { reverted, kept, stranded, resources } = this;
    const refused = this.refused ? { refused: true as const } : {};
    return { reverted, kept, stranded, ...refused, resources, platformTimeMs: nowMs };
  }

  private async settle(step: () => Promise<Undone>): Promise<Undone | null> {
    try {
      return await step();
    } catch (error) {
      const failure = toFailure(error);
      if (failure instanceof ApplicationFailure && failure.nonRetryable === true) {
        this.refused ||= isRefusal(failure.type);
        return { wrote: false, kept: 0, stranded: failure.message };
      }
      // Cancelled, say: nothing more is to be tried.
      if (!(failure instanceof ApplicationFailure)) throw failure;
      this.passing ??= failure;
      return null;
    }
  }
}

function outcomeOf(
  { key, kind, layer }: ResourcePlan,
  { kept, stranded }: Undone,
): ResourceOutcome {
  if (stranded !== undefined) return { key, kind, layer, state: 'stranded', reason: stranded };
  const edits = kept === 0 ? {} : { kept, reason: `${kept} path(s) stay as people changed them` };
  return { key, kind, layer, state: 'rolledBack', ...edits };
}
