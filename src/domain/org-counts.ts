import type { OrgCounts } from './rollout-status.js';

/** `3 completed, 1 in progress, 0 rolled back, …`; what is in progress only while something is. */
export function orgCountsText(counts: OrgCounts): string {
  const { completed, inProgress = 0, rolledBack, failed, untouched } = counts;
  const going = inProgress === 0 ? [] : [`${inProgress} in progress`];
  return [
    `${completed} completed`,
    ...going,
    `${rolledBack} rolled back`,
    `${failed} failed`,
    `${untouched} untouched`,
  ].join(', ');
}
