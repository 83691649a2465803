import type { SampleInput } from '../activities/types.js';
import type { Verdict } from '../domain/canary/verdict.js';
import { observing } from './activity-options.js';
import { failureText } from './failure-text.js';

/** Samples telemetry and judges it. What cannot be had is inconclusive: missing data is never good news. */
export async function gatherVerdict(
  input: SampleInput,
  previous: Verdict | null,
  summary: string,
): Promise<Verdict> {
  const { scope, name } = input;
  try {
    await observing.sampleTelemetry.executeWithOptions({ summary }, [input]);
    return await observing.judgeEvidence.executeWithOptions({ summary }, [
      { scope, name, previous },
    ]);
  } catch (error) {
    const reason = `no evidence (${name}): ${failureText(error)}`;
    return { label: 'inconclusive', metrics: [], comparedWith: 'nothing', flagged: true, reason };
  }
}
