import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { OrgInput, RevertResult } from '../../activities/types.js';
import { isRefusal } from '../../domain/refusal.js';
import type { ResourceTracker } from '../../domain/resource-tracker.js';
import { reverting, revertingBriefly } from '../activity-options.js';
import { failureText, failureType } from '../failure-text.js';
import type { Begun } from './begun.js';
import { patiently } from './patience.js';

export interface Compensation {
  readonly stranded: readonly string[];
  readonly platformTimeMs: number;
}

export interface Compensating {
  readonly input: OrgInput;
  readonly begun: Begun;
  readonly tracker: ResourceTracker;
  /** Called with a sentence when a step has to wait for something; with an empty one when it no longer does. */
  readonly note: (text: string) => Promise<void>;
  /** Resolves when the org may go on after its weights. */
  readonly turn: () => Promise<void>;
}

/**
 * A client that is refused may be let in again soon: tokens are renewed, rights given back. Tried again after so long,
 * wall time, before the org is given up for a person to put right.
 */
const REFUSED_PAUSES_MS = [5_000, 10_000, 20_000];

/**
 * Takes an org back: traffic weights first, from history and so without the ledger, then layer by layer in
 * reverse order. One step's failure never keeps the next from being tried; where something could not be taken back it
 * is tried once more after all else, and what then still could not be is returned.
 */
export async function compensate(work: Compensating): Promise<Compensation> {
  let platformTimeMs = 0;
  const stranded = new Map<string, readonly string[]>();
  const refused = new Set<string>();
  const take = async (step: Step): Promise<void> => {
    setCurrentDetails(`Rolling back ${work.input.org.org}: ${step.name}`);
    const result = await settle(step, work.note);
    work.tracker.take(result.resources);
    stranded.set(step.name, result.stranded);
    if (result.refused === true) refused.add(step.name);
    else refused.delete(step.name);
    platformTimeMs = Math.max(platformTimeMs, result.platformTimeMs);
  };
  const weights = weightStep(work);
  if (weights !== null) await take(weights);
  await work.turn();
  const steps = layerSteps(work);
  for (const step of steps) await take(step);
  // What was in the way (a reference, a lock, a client that was refused) may be gone by now.
  for (const step of steps.filter(({ name }) => (stranded.get(name) ?? []).length > 0))
    await take(step);
  for (const pauseMs of REFUSED_PAUSES_MS) {
    const left = steps.filter(({ name }) => refused.has(name));
    if (left.length === 0) break;
    const what = `taking back waits: its client is refused; tried again after ${pauseMs / 1000} s`;
    await work.note(what);
    await sleep(pauseMs, { summary: `${work.input.org.org}: ${what}` });
    for (const step of left) await take(step);
    await work.note('');
  }
  // Where the layers went back, the weights went back with them.
  if (weights !== null && steps.length > 0) stranded.delete(weights.name);
  return { platformTimeMs, stranded: [...stranded.values()].flat() };
}

interface Step {
  readonly name: string;
  run(this: void, activities: typeof reverting): Promise<RevertResult>;
}

function weightStep({ input, begun }: Compensating): Step | null {
  const { layers, weightInverse: inverse } = begun;
  if (layers === 0 || inverse.length === 0) return null;
  const summary = `${input.org.org}: take back weights`;
  return {
    name: 'routing weights',
    run: (activities) =>
      activities.revertWeights.executeWithOptions({ summary }, [{ ...input, inverse }]),
  };
}

function layerSteps({ input, begun, tracker }: Compensating): Step[] {
  const created = tracker
    .list()
    .filter((resource) => resource.created === true)
    .map(({ key, id }) => ({ key, ...(id === undefined ? {} : { id }) }));
  const steps: Step[] = [];
  for (let layer = begun.layers - 1; layer >= 0; layer -= 1)
    steps.push({
      name: `layer ${layer + 1} of ${begun.layers}`,
      run: (activities) =>
        activities.revertLayer.executeWithOptions(
          { summary: `${input.org.org}: take back layer ${layer + 1}` },
          [{ ...input, layer, created }],
        ),
    });
  return steps;
}

/** A step that cannot be taken back is listed, and the next one is tried all the same. */
async function settle(step: Step, note: (text: string) => Promise<void>): Promise<RevertResult> {
  const patience = { brief: revertingBriefly, long: reverting, note };
  try {
    return await patiently(`taking back ${step.name}`, patience, step.run);
  } catch (error) {
    return {
      reverted: 0,
      kept: 0,
      stranded: [`${step.name}: ${failureText(error)}`],
      ...(isRefusal(failureType(error)) ? { refused: true } : {}),
      resources: [],
      platformTimeMs: 0,
    };
  }
}
