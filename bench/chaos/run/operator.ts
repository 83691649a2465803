import type { Client } from '@temporalio/client';
import { statusOf } from '../../../src/client/index.js';
import { Message } from '../../../src/workflows/messages.js';
import type { Progress } from './progress.js';

const AGAIN_MS = 3_000;
const ANSWER_MS = 5_000;
/** Longer than anything takes that goes on by itself. */
const PATIENCE_MS = 6_000;

/** Somebody who keeps the rollout going: approves what waits, and resumes what was paused by mistake. */
export class Operator {
  private approvedAtMs = 0;
  private approvedGate = '';
  private resumedAtMs = Date.now();

  constructor(
    private readonly client: Client,
    private readonly workflowId: string,
    /** Somebody may have paused it. */
    private readonly mayBePaused: boolean,
  ) {}

  /** What an approval has to name now. Nobody answers while no worker is there: then the next one will. */
  private async flags(): Promise<{ flag?: string }> {
    const status = await this.client.withDeadline(Date.now() + ANSWER_MS, () =>
      statusOf(this.client, this.workflowId).catch(() => null),
    );
    const flags = status?.awaiting?.flags ?? [];
    return flags.length === 0 ? {} : { flag: flags.join() };
  }

  async act({ gate }: Progress): Promise<void> {
    const now = Date.now();
    const handle = this.client.workflow.getHandle(this.workflowId);
    const isNew = gate !== this.approvedGate || now - this.approvedAtMs > AGAIN_MS;
    if (gate !== null && isNew) {
      this.approvedGate = gate;
      this.approvedAtMs = now;
      await handle.signal(Message.approve, {
        gate,
        by: 'the operator',
        reason: 'looked at and found in order',
        ...(await this.flags()),
      });
    }
    if (this.mayBePaused && now - this.resumedAtMs > PATIENCE_MS) {
      this.resumedAtMs = now;
      await handle.signal(Message.resume, { by: 'the operator' });
    }
  }
}
