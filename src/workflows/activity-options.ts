import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';

/** Request timeout (5 s) < heartbeat timeout < start-to-close: an attempt that is alone stops by itself. */
const wire = {
  heartbeatTimeout: '10 seconds',
  startToCloseTimeout: '60 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} satisfies ActivityOptions;

const backoff = { initialInterval: '500 milliseconds', backoffCoefficient: 2 } as const;

/** Reading writes to no org, so that nobody who trips has to wait until it notices. */
const reading = { ...wire, cancellationType: 'TRY_CANCEL' } satisfies ActivityOptions;

/** A first, bounded try at planning. */
export const planningBriefly = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '30 minutes',
  retry: { ...backoff, maximumInterval: '2 seconds', maximumAttempts: 4 },
});

/** Reading and planning: over many orgs, so long attempts; given up after a while, since nothing was written. */
export const planning = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '30 minutes',
  scheduleToCloseTimeout: '2 hours',
  retry: { ...backoff, maximumInterval: '15 seconds', maximumAttempts: 20 },
});

/** What a rollout waits for between waves: for as long as it takes. */
export const waiting = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '5 minutes',
  retry: { ...backoff, maximumInterval: '30 seconds' },
});

/** A first, bounded try at a forward step: where it ends, people are told what it waits for. */
export const deployingBriefly = proxyActivities<Activities>({
  ...wire,
  retry: { ...backoff, maximumInterval: '2 seconds', maximumAttempts: 4 },
});

/** Forward writes of one org, bounded by the org's deployment deadline, a timer of its workflow. */
export const deploying = proxyActivities<Activities>({
  ...wire,
  retry: { ...backoff, maximumInterval: '10 seconds' },
});

/** A first, bounded try at taking back: where it ends, people are told what it waits for. */
export const revertingBriefly = proxyActivities<Activities>({
  ...wire,
  retry: { ...backoff, maximumInterval: '2 seconds', maximumAttempts: 4 },
});

/** Taking back and closing have no deadline. */
export const reverting = proxyActivities<Activities>({
  ...wire,
  retry: { ...backoff, maximumInterval: '10 seconds' },
});

/** Evidence: missing telemetry is a verdict, so it is not tried for ever. */
export const observing = proxyActivities<Activities>({
  ...wire,
  startToCloseTimeout: '5 minutes',
  retry: { ...backoff, maximumInterval: '5 seconds', maximumAttempts: 4 },
});

/** One channel that tells people: a minute and a half of tries, so that a receiver's restart loses nothing. */
export const delivering = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 8,
  },
});

/** Reports read what every org wrote down, and orgs in trouble: worth some tries, never worth stopping for. */
export const telling = proxyActivities<Activities>({
  ...wire,
  startToCloseTimeout: '5 minutes',
  retry: { ...backoff, maximumInterval: '10 seconds', maximumAttempts: 5 },
});

/** The report itself: its charts are drawn with it, and a busy machine draws slowly. */
export const reporting = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { ...backoff, maximumInterval: '10 seconds', maximumAttempts: 5 },
});

/** Calls over real trunks: a platform cannot tell that it was called before, so never twice; hours, where they last so long. */
export const callingOnce = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '8 days',
  retry: { maximumAttempts: 1 },
});
