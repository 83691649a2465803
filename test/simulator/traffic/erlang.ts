/** A queue with Poisson arrivals and exponential handling. Times are in seconds. */
export interface Load {
  callsPerHour: number;
  handleSeconds: number;
  agents: number;
}

/** Averages over all callers, whether they are answered or not. */
export interface Expectation {
  abandonment: number;
  meanWaitSeconds: number;
}

/** Erlang A (M/M/n+M): the stationary distribution of a birth-death process, summed up. */
export function erlangA(
  { callsPerHour, handleSeconds, agents }: Load,
  patience: number,
): Expectation {
  const arrivals = callsPerHour / 3600;
  let weight = 1;
  let total = 1;
  let waiting = 0;
  for (let inSystem = 1; inSystem <= agents || weight > total * 1e-18; inSystem += 1) {
    const inLine = Math.max(0, inSystem - agents);
    weight *= arrivals / (Math.min(inSystem, agents) / handleSeconds + inLine / patience);
    total += weight;
    waiting += weight * inLine;
  }
  // Little's law for those in line; each of them gives up at the rate of one over the patience.
  const meanWaitSeconds = waiting / total / arrivals;
  return { meanWaitSeconds, abandonment: meanWaitSeconds / patience };
}

/** Erlang C (M/M/n): nobody gives up. */
export function erlangC({ callsPerHour, handleSeconds, agents }: Load): Expectation {
  const erlangs = (callsPerHour / 3600) * handleSeconds;
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  const waits = (agents * blocked) / (agents - erlangs * (1 - blocked));
  return { abandonment: 0, meanWaitSeconds: (waits * handleSeconds) / (agents - erlangs) };
}
