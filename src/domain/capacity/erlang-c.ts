import type { QueueLoad, QueueOutlook } from './erlang-a.js';

/** Erlang C (M/M/n): nobody gives up. Where more come than can be answered, the line grows for ever. */
export function erlangC(load: Omit<QueueLoad, 'patienceSeconds'>): QueueOutlook {
  const { callsPerHour, handleSeconds, agents } = load;
  const arrivals = callsPerHour / 3600;
  const erlangs = arrivals * handleSeconds;
  if (erlangs >= agents) return endless();
  const blocked = erlangB(erlangs, agents);
  const waitRatio = (agents * blocked) / (agents - erlangs * (1 - blocked));
  const clearing = agents / handleSeconds - arrivals;
  const meanWaitSeconds = waitRatio / clearing;
  return {
    abandonmentRatio: 0,
    meanWaitSeconds,
    answeredWaitSeconds: meanWaitSeconds,
    waitRatio,
    occupancyRatio: erlangs / agents,
    serviceLevel: (seconds) => (seconds < 0 ? 0 : 1 - waitRatio * Math.exp(-clearing * seconds)),
  };
}

/** Erlang B (M/M/n/n): share of callers who find no agent free where nobody waits. */
export function erlangB(erlangs: number, agents: number): number {
  let blocked = 1;
  for (let count = 1; count <= agents; count += 1)
    blocked = (erlangs * blocked) / (count + erlangs * blocked);
  return blocked;
}

function endless(): QueueOutlook {
  return {
    abandonmentRatio: 0,
    meanWaitSeconds: Infinity,
    answeredWaitSeconds: Infinity,
    waitRatio: 1,
    occupancyRatio: 1,
    serviceLevel: () => 0,
  };
}
