import { NO_CALLS, type Counts } from './counts.js';
import type { Look } from './looks.js';
import type { Prepared } from './prepare.js';

/** The latest intervals that the guard looks at. */
const LATEST_SLOTS = 3;
const FEWEST_CALLS = 10;
/** Calls depend on each other: this many lost in a row count as one that is lost by chance. */
const CALLS_THAT_GO_TOGETHER = 3;
/** Even the worst day loses no more than this share. */
const LEAST_LOSS = 0.2;

/**
 * Canaries all of whose latest calls failed, where that is no chance: with a share of lost calls as high as the org's
 * own before and the worst of the controls' now, it has at most the probability `alpha`. Needs no estimate.
 */
export function deadOrgs(prepared: Prepared, look: Look, alpha: number): string[] {
  const { orgs, preSlots } = prepared;
  const from = Math.max(look.fromSlot, look.latestSlot - LATEST_SLOTS);
  const latest = orgs.map(({ post }) => post.between(from, look.latestSlot));
  let worst = LEAST_LOSS;
  for (const [at, counts] of latest.entries()) {
    if (orgs[at]?.canary === true) continue;
    worst = Math.max(worst, lossOf(counts));
  }
  const canaries = orgs.filter(({ canary }) => canary).length;
  // Each interval of the horizon is looked at about three times; a guard that errs so rarely can afford it.
  const allowed = alpha / Math.max(1, canaries) / 20 / blockShare(look);
  return orgs
    .filter(({ canary, pre }, at) => {
      const counts = latest[at] ?? NO_CALLS;
      if (!canary || counts.offered < FEWEST_CALLS || counts.answered > 0) return false;
      const usual = Math.max(worst, lossOf(pre.between(0, preSlots)));
      return usual ** (counts.offered / CALLS_THAT_GO_TOGETHER) <= allowed;
    })
    .map(({ org }) => org);
}

/** A hold lasts as long as people let it: its blocks get ever less, so that all of them together have no more than one. */
function blockShare({ holdBlock }: Look): number {
  return holdBlock === 0 ? 1 : holdBlock * (holdBlock + 1);
}

/** Smoothed share of calls that were lost. */
function lossOf({ offered, abandoned }: Counts): number {
  return offered === 0 ? 0 : (abandoned + 1) / (offered + 2);
}
