import { erlangC } from './erlang-c.js';

/** Callers of one kind and the agents who may answer them: M/M/n+M, arrivals by chance, exponential handling and patience. */
export interface QueueLoad {
  readonly callsPerHour: number;
  /** Mean time that a call takes an agent, wrap-up included. */
  readonly handleSeconds: number;
  /** Whole agents who take calls. */
  readonly agents: number;
  /** Mean time after which a caller who waits gives up; Infinity: nobody does, 0: nobody waits. */
  readonly patienceSeconds: number;
}

export interface QueueOutlook {
  /** Share of all callers who give up. */
  readonly abandonmentRatio: number;
  /** Mean wait over all callers, those who give up included; Infinity where the line grows for ever. */
  readonly meanWaitSeconds: number;
  /** Mean wait of those who are answered (the average speed of answer). */
  readonly answeredWaitSeconds: number;
  /** Share of callers who find no agent free. */
  readonly waitRatio: number;
  /** Share of the agents' time that calls take. */
  readonly occupancyRatio: number;
  /** Share of all callers who are answered within so many seconds. */
  readonly serviceLevel: (seconds: number) => number;
}

/** Weights below this share of the largest change no digit of a sum. */
const NEGLIGIBLE = 1e-18;
/** Who is more patient than this (30,000 years) never gives up. */
const FOR_EVER_SECONDS = 1e12;

interface Rates {
  /** Calls a second. */
  readonly arrivals: number;
  /** Calls that all agents together end, a second. */
  readonly service: number;
  /** Callers in line who give up, a second and caller. */
  readonly reneging: number;
}

/**
 * Erlang A: the stationary distribution of the birth–death process, summed outwards from its mode, where every weight is
 * at most 1: no load or size overflows. What happens to a caller with j others ahead follows from the stages that are
 * to pass (a sum of exponentials).
 */
export function erlangA(load: QueueLoad): QueueOutlook {
  const { callsPerHour, handleSeconds, agents, patienceSeconds } = load;
  if (callsPerHour <= 0 || handleSeconds <= 0) return idle(agents > 0 ? 1 : 0);
  const isPatient = patienceSeconds >= FOR_EVER_SECONDS;
  if (agents <= 0) return deserted(isPatient ? Infinity : patienceSeconds);
  if (isPatient) return erlangC(load);
  const rates = {
    arrivals: callsPerHour / 3600,
    service: agents / handleSeconds,
    reneging: 1 / patienceSeconds,
  };
  return outlook(rates, lineOf(rates, agents, handleSeconds));
}

/** Probabilities that an arriving caller finds j callers in line and no agent free; the rest of 1 is answered at once. */
interface Line {
  /** The first j that counts. */
  readonly first: number;
  /** Of j = first, first + 1, … */
  readonly probabilities: readonly number[];
}

function lineOf(rates: Rates, agents: number, handleSeconds: number): Line {
  const { arrivals, service, reneging } = rates;
  const leaving = (inSystem: number): number =>
    inSystem <= agents ? inSystem / handleSeconds : service + (inSystem - agents) * reneging;
  const mode = modeOf(rates, agents, handleSeconds);
  let total = 1;
  const above: number[] = [];
  for (let at = mode + 1, weight = 1; ; at += 1) {
    weight *= arrivals / leaving(at);
    total += weight;
    if (at >= agents) above.push(weight);
    if (weight < NEGLIGIBLE * total || weight === 0) break;
  }
  const below: number[] = [];
  for (let at = mode, weight = 1; at >= 0; at -= 1) {
    if (at >= agents) below.push(weight);
    weight *= at === 0 ? 0 : leaving(at) / arrivals;
    if (weight < NEGLIGIBLE * total) break;
    total += weight;
  }
  const first = Math.max(0, mode - agents + 1 - below.length);
  const probabilities = [...below.toReversed(), ...above].map((weight) => weight / total);
  return { first: mode < agents ? 0 : first, probabilities };
}

/** The most likely number of callers with an agent or in line: where as many leave as come. */
function modeOf(
  { arrivals, service, reneging }: Rates,
  agents: number,
  handleSeconds: number,
): number {
  if (arrivals <= service) return Math.floor(arrivals * handleSeconds);
  return agents + Math.floor((arrivals - service) / reneging);
}

function outlook(rates: Rates, { first, probabilities }: Line): QueueOutlook {
  const { arrivals, service, reneging } = rates;
  let waitRatio = 0;
  let abandonmentRatio = 0;
  let inLine = 0;
  let answeredWait = 0;
  // What a caller who is answered waits: the stages ahead, each quicker by her own patience.
  let stages = 0;
  for (let j = 0; j < first; j += 1) stages += 1 / (service + (j + 1) * reneging);
  for (const [offset, probability] of probabilities.entries()) {
    const ahead = first + offset + 1;
    stages += 1 / (service + ahead * reneging);
    const givesUp = 1 / (1 + service / (ahead * reneging));
    waitRatio += probability;
    abandonmentRatio += probability * givesUp;
    inLine += probability * (first + offset);
    answeredWait += probability * (1 - givesUp) * stages;
  }
  const answered = Math.max(0, 1 - abandonmentRatio);
  return {
    abandonmentRatio: Math.min(1, abandonmentRatio),
    meanWaitSeconds: inLine / arrivals,
    answeredWaitSeconds: answeredWait / answered,
    waitRatio: Math.min(1, waitRatio),
    occupancyRatio: Math.min(1, (arrivals * answered) / service),
    serviceLevel: (seconds) => serviceLevel(rates, { first, probabilities }, waitRatio, seconds),
  };
}

/**
 * Answered at once, or with all j + 1 stages passed in time and the own patience not at its end. The number of stages
 * that pass is negative binomial; its terms are summed as logarithms, since the first ones may be too small for a number.
 */
function serviceLevel(
  { service, reneging }: Rates,
  { first, probabilities }: Line,
  waitRatio: number,
  seconds: number,
): number {
  if (seconds < 0) return 0;
  let level = Math.max(0, 1 - waitRatio);
  if (reneging === Infinity) return level;
  const passing = -Math.expm1(-reneging * seconds) / reneging;
  let logTerm = -(service + reneging) * seconds;
  let notInTime = 0;
  for (let j = 0; j < first + probabilities.length; j += 1) {
    notInTime = Math.min(1, notInTime + Math.exp(logTerm));
    logTerm += Math.log((passing * (service + (j + 1) * reneging)) / (j + 1));
    const probability = j < first ? 0 : (probabilities[j - first] ?? 0);
    level += probability * (1 - notInTime) * (1 / (1 + ((j + 1) * reneging) / service));
  }
  return Math.min(1, level);
}

/** Nobody calls. */
function idle(level: number): QueueOutlook {
  return {
    abandonmentRatio: 0,
    meanWaitSeconds: 0,
    answeredWaitSeconds: 0,
    waitRatio: 0,
    occupancyRatio: 0,
    serviceLevel: () => level,
  };
}

/** Nobody answers. */
function deserted(patienceSeconds: number): QueueOutlook {
  return {
    abandonmentRatio: patienceSeconds === Infinity ? 0 : 1,
    meanWaitSeconds: patienceSeconds,
    answeredWaitSeconds: Infinity,
    waitRatio: 1,
    occupancyRatio: 0,
    serviceLevel: () => 0,
  };
}
