import type { OrgInput } from '../../activities/types.js';
import type { ResourceTracker } from '../../domain/resource-tracker.js';
import { deploying, deployingBriefly } from '../activity-options.js';
import type { Begun } from './begun.js';
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
  /** From one step of the weights to the next, wall time; absent: as the snapshot says. */
  readonly stepMs?: number;
  readonly begun: Begun;
  readonly tracker: ResourceTracker;
  readonly progress: Progress;
  /** Says what a step waits for; an empty text: it no longer does. */
  readonly note: (text: string) => Promise<void>;
  /** Names the step that is under way. */
  readonly at: (step: string) => void;
}

/** Runs a step of the transaction; where it has to wait, people are told for what. */
export function step<T>(
  { note, at }: Forward,
  name: string,
  run: (activities: typeof deploying) => Promise<T>,
): Promise<T> {
  at(name);
  return patiently(name, { brief: deployingBriefly, long: deploying, note }, run);
}
