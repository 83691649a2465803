import { setCurrentDetails } from '@temporalio/workflow';
import type { OrgInput, RevertResult } from '../../activities/types.js';
import type { WeightInverse } from '../../domain/weight-inverse.js';
import { reverting, revertingBriefly } from '../activity-options.js';
import { failureText } from '../failure-text.js';
import { patiently } from './patience.js';

/** What was begun in an org, and so has to be looked at when it is taken back. */
export interface Begun {
  /** Layers of which a write may have started: 0 … layers − 1. */
  layers: number;
  weightInverse: readonly WeightInverse[];
}

export interface Compensation {
  readonly reverted: number;
  readonly kept: number;
  readonly stranded: readonly string[];
  readonly platformTimeMs: number;
}

/**
 * Takes an org back: traffic weights first, from history and so without the ledger, then layer by layer in
 * reverse order. One step's failure never keeps the next from being tried; what could not be taken back is returned.
 * `waiting` is called with a sentence when a step has to wait for something; `turn` resolves when the org may go on
 * after its weights.
 */
export async function compensate(
  input: OrgInput,
  begun: Begun,
  waiting: (note: string) => Promise<void>,
  turn: () => Promise<void>,
): Promise<Compensation> {
  const total = { reverted: 0, kept: 0, stranded: [] as string[], platformTimeMs: 0 };
  const take = async (step: Step): Promise<void> => {
    setCurrentDetails(`Rolling back ${input.org.org}: ${step.name}`);
    add(total, await settle(step, waiting));
  };
  const weights = weightStep(input, begun);
  if (weights !== null) await take(weights);
  await turn();
  for (const step of layerSteps(input, begun)) await take(step);
  return total;
}

interface Step {
  readonly name: string;
  run(this: void, activities: typeof reverting): Promise<RevertResult>;
}

function weightStep(input: OrgInput, { layers, weightInverse: inverse }: Begun): Step | null {
  if (layers === 0 || inverse.length === 0) return null;
  const summary = `${input.org.org}: take back weights`;
  return {
    name: 'routing weights',
    run: (activities) =>
      activities.revertWeights.executeWithOptions({ summary }, [{ ...input, inverse }]),
  };
}

function layerSteps(input: OrgInput, begun: Begun): Step[] {
  const { org } = input.org;
  const steps: Step[] = [];
  for (let layer = begun.layers - 1; layer >= 0; layer -= 1)
    steps.push({
      name: `layer ${layer + 1} of ${begun.layers}`,
      run: (activities) =>
        activities.revertLayer.executeWithOptions(
          { summary: `${org}: take back layer ${layer + 1}` },
          [{ ...input, layer }],
        ),
    });
  return steps;
}

/** A step that cannot be taken back is listed, and the next one is tried all the same. */
async function settle(step: Step, waiting: (note: string) => Promise<void>): Promise<RevertResult> {
  const patience = { brief: revertingBriefly, long: reverting, note: waiting };
  try {
    return await patiently(`taking back ${step.name}`, patience, step.run);
  } catch (error) {
    return stranded(step, error);
  }
}

function stranded(step: Step, error: unknown): RevertResult {
  return {
    reverted: 0,
    kept: 0,
    stranded: [`${step.name}: ${failureText(error)}`],
    platformTimeMs: 0,
  };
}

function add(
  total: { reverted: number; kept: number; stranded: string[]; platformTimeMs: number },
  part: RevertResult,
): void {
  total.reverted += part.reverted;
  total.kept += part.kept;
  total.stranded.push(...part.stranded);
  total.platformTimeMs = Math.max(total.platformTimeMs, part.platformTimeMs);
}
