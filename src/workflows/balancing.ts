import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { LookResult } from '../activities/types.js';
import { observing } from './activity-options.js';
import {
  balanceBoard,
  begin,
  findingOf,
  withAnswer,
  withDecision,
  type Looked,
} from './balancing/progress.js';
import {
  balancingAnswered,
  balancingFound,
  envelopeDecided,
  stopBalancing,
  type BalancingAnswer,
  type BalancingInput,
  type BalancingProgress,
  type EnvelopeDecision,
} from './balancing-signals.js';
import { failureText } from './failure-text.js';
import { tell } from './tell.js';

/**
 * Looks at the agents of one org for as long as its window is open, and tells the window which weights should follow
 * them; the window alone writes. It has no children, so it can continue as new for weeks.
 */
export async function balancing(input: BalancingInput): Promise<void> {
  const heard = new Heard();
  let progress = input.progress ?? begin();
  while (!heard.stop) {
    progress = await look(input, progress, heard);
    // Also of a window that is gone for good: then it was terminated, and this one with it.
    if (await condition(() => heard.stop, input.lookMs)) return;
    progress = heard.decisions.splice(0).reduce(withDecision, progress);
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof balancing>({ ...input, progress });
  }
}

/** What the window said. */
class Heard {
  stop = false;
  readonly decisions: EnvelopeDecision[] = [];
  answer: BalancingAnswer | null = null;

  constructor() {
    setHandler(stopBalancing, () => void (this.stop = true));
    setHandler(balancingAnswered, (answer) => void (this.answer = answer));
    setHandler(envelopeDecided, (decision) => {
      if (decision?.key !== undefined) this.decisions.push(decision);
    });
  }
}

async function look(
  input: BalancingInput,
  before: BalancingProgress,
  heard: Heard,
): Promise<BalancingProgress> {
  const { org, orgId } = input;
  const looks = before.looks + 1;
  const looked = await seen(input, before, looks);
  const { finding, progress } = findingOf(looked, before, workflowInfo().workflowId);
  setCurrentDetails(balanceBoard(org.org, looked, progress));
  if (finding === null) return progress;
  await tell(orgId, balancingFound, finding);
  if (finding.moves.length === 0) return progress;
  await condition(() => heard.stop || heard.answer?.look === looks);
  const { answer } = heard;
  return answer?.look === looks ? withAnswer(progress, before, answer.results) : progress;
}

/** What cannot be looked at is not known. */
async function seen(
  { scope, org }: BalancingInput,
  { followed }: BalancingProgress,
  looks: number,
): Promise<Looked> {
  const summary = `${org.org}: look ${looks} at the agents`;
  const at = new Date().toISOString();
  try {
    const result: LookResult = await observing.lookAtAgents.executeWithOptions({ summary }, [
      { scope, org, followed },
    ]);
    const { platformTimeMs } = result;
    return {
      number: looks,
      at: platformTimeMs === null ? at : new Date(platformTimeMs).toISOString(),
      looks: result.looks,
      failure: null,
    };
  } catch (error) {
    return { number: looks, at, looks: [], failure: failureText(error) };
  }
}
