import type { SampleInput } from '../activities/types.js';
import type { Verdict } from '../domain/canary/verdict.js';
import { observing } from './activity-options.js';
import { failureText } from './failure-text.js';

export interface Gathered {
  readonly verdict: Verdict;
  /** The checks that count so far, platform time. */
  readonly checksMs: readonly number[];
}

/** Samples telemetry and judges it. What cannot be had is inconclusive: missing data is never good news. */
export async function gatherVerdict(input: SampleInput, summary: string): Promise<Gathered> {
  const { scope, name } = input;
  let { checksMs } = input;
  try {
    const sampled = await observing.sampleTelemetry.executeWithOptions({ summary }, [input]);
    checksMs = sampled.checksMs;
    const verdict = await observing.judgeEvidence.executeWithOptions({ summary }, [
      { scope, name },
    ]);
    return { verdict, checksMs };
  } catch (error) {
    const reason = `no evidence (${name}): ${failureText(error)}`;
    const nothing = { metrics: [], comparedWith: 'nothing', flagged: false } as const;
    return { verdict: { label: 'inconclusive', ...nothing, reason }, checksMs };
  }
}
