import type { CallSums, Evidence, OrgEvidence } from '../../../src/domain/canary/evidence.js';
import type { SeededRandom } from '../../../src/domain/random.js';

/** A fleet's calls, drawn by chance: what the judge is tried on. */
export interface Traffic {
  readonly canaries: number;
  readonly controls: number;
  /** Of each org. */
  readonly callsPerQuarterHour: number;
  readonly abandonmentRatio: number;
  readonly waitSeconds: number;
  /** Standard deviation of the logarithm by which an org's abandonment moves for reasons of its own. */
  readonly orgNoise?: number;
  /** What the release does to the canaries' abandonment, 2 is twice as much. */
  readonly releaseFactor?: number;
  readonly addedWaitSeconds?: number;
  /** What happens to everybody's abandonment after the deployment. */
  readonly shockFactor?: number;
}

interface Rates {
  readonly abandonment: number;
  readonly wait: number;
}

export const EMPTY: CallSums = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  waitSecondsSum: 0,
  waitSecondsSumOfSquares: 0,
  strategyReached: 0,
  strategyFirstPriority: 0,
};

export function evidenceOf(orgs: readonly OrgEvidence[]): Evidence {
  return {
    preFrom: '2026-03-02T09:00:00.000Z',
    preTo: '2026-03-02T10:00:00.000Z',
    postFrom: '2026-03-02T10:05:00.000Z',
    postTo: '2026-03-02T10:20:00.000Z',
    orgs,
  };
}

/** Two checks of the same wave: after 15 minutes, and the same calls with 5 more minutes of them. */
export function drawChecks(traffic: Traffic, random: SeededRandom): [Evidence, Evidence] {
  const first: OrgEvidence[] = [];
  const second: OrgEvidence[] = [];
  for (let at = 0; at < traffic.canaries + traffic.controls; at += 1) {
    const arm = at < traffic.canaries ? 'canary' : 'control';
    const about = { org: `org_${at}`, arm, stratum: 's' } as const;
    const [before, after] = ratesOf(traffic, arm, random);
    const calls = traffic.callsPerQuarterHour;
    const pre = drawCalls(calls * 4, before, random);
    const post = drawCalls(calls, after, random);
    first.push({ ...about, pre, post });
    second.push({ ...about, pre, post: add(post, drawCalls(calls / 3, after, random)) });
  }
  return [evidenceOf(first), evidenceOf(second)];
}

function ratesOf(traffic: Traffic, arm: OrgEvidence['arm'], random: SeededRandom): [Rates, Rates] {
  const { abandonmentRatio, waitSeconds, shockFactor = 1, orgNoise = 0 } = traffic;
  const isCanary = arm === 'canary';
  const own = Math.exp(orgNoise * normal(random));
  const released = isCanary ? (traffic.releaseFactor ?? 1) : 1;
  return [
    { abandonment: abandonmentRatio, wait: waitSeconds },
    {
      abandonment: Math.min(0.9, abandonmentRatio * shockFactor * released * own),
      wait: waitSeconds + (isCanary ? (traffic.addedWaitSeconds ?? 0) : 0),
    },
  ];
}

function drawCalls(expected: number, { abandonment, wait }: Rates, random: SeededRandom): CallSums {
  const offered = Math.max(0, Math.round(expected + Math.sqrt(expected) * normal(random)));
  let abandoned = 0;
  let waitSecondsSum = 0;
  let waitSecondsSumOfSquares = 0;
  let strategyFirstPriority = 0;
  for (let call = 0; call < offered; call += 1) {
    if (random.unit() < 0.9) strategyFirstPriority += 1;
    if (random.unit() < abandonment) {
      abandoned += 1;
      continue;
    }
    const waited = -wait * Math.log(1 - random.unit());
    waitSecondsSum += waited;
    waitSecondsSumOfSquares += waited * waited;
  }
  return {
    offered,
    answered: offered - abandoned,
    abandoned,
    waitSecondsSum,
    waitSecondsSumOfSquares,
    strategyReached: offered,
    strategyFirstPriority,
  };
}

function add(left: CallSums, right: CallSums): CallSums {
  const sum = (name: keyof CallSums): number => left[name] + right[name];
  return {
    offered: sum('offered'),
    answered: sum('answered'),
    abandoned: sum('abandoned'),
    waitSecondsSum: sum('waitSecondsSum'),
    waitSecondsSumOfSquares: sum('waitSecondsSumOfSquares'),
    strategyReached: sum('strategyReached'),
    strategyFirstPriority: sum('strategyFirstPriority'),
  };
}

/** Box and Muller. */
function normal(random: SeededRandom): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return radius * Math.cos(2 * Math.PI * random.unit());
}
