import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { LOOK_AGAIN } from '../../domain/line.js';

const lookAgain = defineSignal(LOOK_AGAIN);

/** Ends a wait for clearance early, when somebody says that it is worth looking. */
export class Wake {
  /** Counts, so that a word that comes while somebody looks is not lost. */
  private calls = 0;

  constructor() {
    setHandler(lookAgain, () => void (this.calls += 1), {
      description: 'Looks at freezes, holds and the line at once; takes no payload.',
    });
  }

  get heard(): number {
    return this.calls;
  }

  /** Until it is called again after `heard`, or the time is over. */
  async since(heard: number, timeoutMs: number, summary: string): Promise<void> {
    await condition(() => this.calls !== heard, timeoutMs, { summary });
  }
}
