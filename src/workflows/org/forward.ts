import type { OrgInput } from '../../activities/types.js';
import type { ResourceTracker } from '../../domain/resource-tracker.js';
import { deploying, deployingBriefly } from '../activity-options.js';
import { layerProgress } from '../failure-text.js';
import type { Begun } from './compensation.js';
import { patiently } from './patience.js';

/** What the way forward adds up, layer by layer. */
export interface Progress {
  writes: number;
  kept: number;
  platformTimeMs: number;
}

/** What the steps of one org's transaction share. */
export interface Forward {
  readonly input: OrgInput;
  readonly begun: Begun;
  readonly tracker: ResourceTracker;
  readonly progress: Progress;
  /** Says what a step waits for; an empty text: it no longer does. */
  readonly note: (text: string) => Promise<void>;
  /** Names the step that is under way. */
  readonly at: (step: string) => void;
}

/** Token, snapshot with the whole plan's inverse, then the writes, one dependency layer after the other. */
export async function writeForward(work: Forward): Promise<void> {
  const { input, begun, tracker } = work;
  const { org } = input.org;
  await step(work, 'acquiring a token', (a) =>
    a.acquireToken.executeWithOptions({ summary: `${org}: token` }, [input]),
  );
  const snapshot = await step(work, 'the snapshot', (a) =>
    a.takeSnapshot.executeWithOptions({ summary: `${org}: snapshot` }, [input]),
  );
  begun.weightInverse = snapshot.weightInverse;
  begun.removals = snapshot.removals;
  tracker.expect(snapshot.resources);
  for (let layer = 0; layer < snapshot.layers; layer += 1) {
    begun.layers = Math.max(begun.layers, layer + 1);
    tracker.begin(layer);
    await writeLayer(work, layer, `layer ${layer + 1} of ${snapshot.layers}`);
  }
}

async function writeLayer(work: Forward, layer: number, name: string): Promise<void> {
  const { input, tracker, progress } = work;
  try {
    const result = await step(work, name, (a) =>
      a.deployLayer.executeWithOptions({ summary: `${input.org.org}: ${name}` }, [
        { ...input, layer },
      ]),
    );
    tracker.take(result.resources);
    progress.writes += result.writes;
    progress.kept += result.kept;
    progress.platformTimeMs = Math.max(progress.platformTimeMs, result.platformTimeMs);
  } catch (error) {
    tracker.take(layerProgress(error)?.resources ?? []);
    throw error;
  }
}

function step<T>(
  { note, at }: Forward,
  name: string,
  run: (activities: typeof deploying) => Promise<T>,
): Promise<T> {
  at(name);
  return patiently(name, { brief: deployingBriefly, long: deploying, note }, run);
}
