import type { Client } from '@temporalio/client';
import { Message } from '../../../src/workflows/messages.js';
import type { Progress } from './progress.js';

const AGAIN_MS = 3_000;
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

  async act({ gate }: Progress): Promise<void> {
    const now = Date.now();
    const handle = this.client.workflow.getHandle(this.workflowId);
    const isNew = gate !== this.approvedGate || now - this.approvedAtMs > AGAIN_MS;
    if (gate !== null && isNew) {
      this.approvedGate = gate;
      this.approvedAtMs = now;
      await handle.signal(Message.approve, { gate, by: 'the operator' });
    }
    if (this.mayBePaused && now - this.resumedAtMs > PATIENCE_MS) {
      this.resumedAtMs = now;
      await handle.signal(Message.resume, { by: 'the operator' });
    }
  }
}
