import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../src/activities/index.js';
import type { ActivityDeps } from '../../../src/activities/deps.js';
import type {
  Activities,
  CreatedResource,
  RevertResult,
  ShiftInput,
  ShiftResult,
} from '../../../src/activities/types.js';
import type { ResourceOutcome } from '../../../src/domain/resource-outcome.js';
import type { WeightInverse } from '../../../src/domain/weight-inverse.js';
import { failureText, layerProgress } from '../../../src/workflows/failure-text.js';
import type { Happening } from './happening.js';
import { Died, type MemoryPlatform } from './memory-platform.js';

/** What happens in which part of the transaction. */
export interface Course {
  readonly forward: readonly Happening[];
  /** While the window is open; no requests are made meanwhile. */
  readonly open: readonly Happening[];
  /** The org is taken back after all, and not closed. */
  readonly isTripped: boolean;
  /** While it is closed or taken back. */
  readonly end: readonly Happening[];
}

/** How a transaction of the org ended. */
export interface End {
  /** As the org's workflow would report it. */
  readonly state: 'completed' | 'rolledBack' | 'failed' | 'untouched' | 'stranded';
  readonly reason: string;
}

const SUB = { org: 'sub', realOrgId: 'sub', platform: 'guide' } as const;
/** Every attempt uses up at least one happening, and these are bounded; more is an endless loop. */
const MOST_ATTEMPTS = 200;

type ShiftAbout = Pick<ShiftInput, 'step' | 'preToMs' | 'sinceMs'>;

/** Stops the way forward. */
class Tripped extends Error {}

/**
 * The transaction of one org with the real activities, as the workflow orders them: forward until it fails or is
 * tripped, then back. Every step is executed again after whatever can be tried again, a dead worker among it.
 */
export async function transact(
  deps: ActivityDeps,
  platform: MemoryPlatform,
  planDigest: string,
  course: Course,
): Promise<End> {
  const scope = {
    rolloutKey: 'run',
    environment: 'test',
    commit: 'commit',
    ledgerId: 'ledger',
    planDigest,
  };
  const input = { scope, org: SUB };
  const begun = {
    layers: 0,
    inverse: [] as readonly WeightInverse[],
    created: new Map<string, CreatedResource>(),
  };
  const take = (resources: readonly ResourceOutcome[]): void => {
    for (const { key, id, created } of resources)
      if (created === true) begun.created.set(key, { key, ...(id === undefined ? {} : { id }) });
  };
  const steps = new Steps(createActivities(deps), platform);
  platform.expect(course.forward);
  try {
    const snapshot = await steps.forward((a) => a.takeSnapshot(input));
    begun.inverse = snapshot.weightInverse;
    for (let layer = 0; layer < snapshot.layers; layer += 1) {
      begun.layers = layer + 1;
      take((await steps.forward((a) => a.deployLayer({ ...input, layer }))).resources);
    }
    await shift(snapshot.shift?.steps ?? 0);
  } catch (error) {
    take(layerProgress(error)?.resources ?? []);
    return takeBack(error instanceof Tripped ? 'rolledBack' : 'failed', error);
  }
  platform.expect(course.open);
  await platform.idle();
  platform.expect(course.end);
  if (course.isTripped) return takeBack('rolledBack', null);
  await steps.back((a) => a.recordBaselines({ scope, orgs: ['sub'] }));
  return { state: 'completed', reason: '' };

  /** What a step waits for here is a person who changed weights: nobody does anything about it until the deadline. */
  async function shift(count: number): Promise<void> {
    let sinceMs: number | null = null;
    for (let step = 1; step <= count; step += 1) {
      const about: ShiftAbout = { step, preToMs: 60 * 60_000, sinceMs };
      const result: ShiftResult = await steps.forward((a) =>
        a.shiftTraffic({ ...input, ...about }),
      );
      if (result.state !== 'moved') throw new Error(`the deadline passed: ${result.reason}`);
      sinceMs = result.platformTimeMs;
    }
  }

  async function takeBack(state: 'rolledBack' | 'failed', cause: unknown): Promise<End> {
    const stranded: string[] = [];
    const settle = async (
      run: (a: Activities) => Promise<RevertResult>,
    ): Promise<readonly string[]> => {
      try {
        return (await steps.back(run)).stranded;
      } catch (error) {
        if (!isFinal(error)) throw error;
        return [String(error)];
      }
    };
    const { layers, inverse } = begun;
    const created = [...begun.created.values()];
    const took = async (layer: number): Promise<readonly string[]> =>
      settle((a) => a.revertLayer({ ...input, layer, created }));
    if (layers > 0 && inverse.length > 0)
      await settle((a) => a.revertWeights({ ...input, inverse }));
    const again: number[] = [];
    for (let layer = layers - 1; layer >= 0; layer -= 1)
      if ((await took(layer)).length > 0) again.push(layer);
    // What was in the way may be gone by now.
    for (const layer of again) stranded.push(...(await took(layer)));
    const why = cause instanceof Error ? [failureText(cause)] : [];
    const reason = [...why, ...stranded].join('; ');
    if (stranded.length > 0) return { state: 'stranded', reason };
    return { state: state === 'rolledBack' && layers === 0 ? 'untouched' : state, reason };
  }
}

/** One attempt's; what fails in it is expected, and said by nobody. */
function environmentOfOne(): MockActivityEnvironment {
  return new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
}

class Steps {
  tripped = false;

  constructor(
    private readonly activities: Activities,
    private readonly platform: MemoryPlatform,
  ) {}

  async forward<T>(run: (a: Activities) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      if (this.tripped) throw new Tripped('tripped');
      const environment = environmentOfOne();
      this.platform.onTrip = () => {
        this.tripped = true;
        environment.cancel();
      };
      try {
        return await environment.run(() => run(this.activities));
      } catch (error) {
        if (error instanceof CancelledFailure && this.tripped) throw new Tripped('tripped');
        if (isFinal(error)) throw error;
      }
    }
    throw new Error('a step forward is tried for ever');
  }

  /** A trip changes nothing any more. */
  async back<T>(run: (a: Activities) => Promise<T>): Promise<T> {
    this.platform.onTrip = () => undefined;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      try {
        return await environmentOfOne().run(() => run(this.activities));
      } catch (error) {
        if (isFinal(error)) throw error;
      }
    }
    throw new Error('a step back is tried for ever');
  }
}

function isFinal(error: unknown): boolean {
  if (error instanceof Died) return false;
  if (error instanceof ApplicationFailure) return error.nonRetryable === true;
  // Anything else is a bug, and would be tried for ever.
  throw error;
}
