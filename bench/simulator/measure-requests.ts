import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClients } from './api-clients.js';
import type { Figures } from './measure-world.js';
import { startPlatform } from './platform.js';

const rounds = 3;

/**
 * Requests at a steady rate, timed from when each was due; then as many as go. Of the steady rounds
 * the one counts in which other programs kept the two processes from a core for the shortest time.
 */
export async function measureRequests(
  orgs: number,
  scale: number,
  perSecond: number,
  wallSeconds: number,
): Promise<Figures> {
  const platform = await startPlatform(orgs, scale, 60);
  try {
    const clients = await ApiClients.connect(platform.url, orgs);
    let nth = 0;
    const send = async (): Promise<boolean> => {
      nth += 1;
      const { status } = await clients.send(nth);
      return status === 200;
    };
    await flatOut(send, 1);
    const steady: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [waitedMs, { cpuMs }] = [coreWaitMs(platform.pid), await platform.usage()];
      const load = await atRate(send, perSecond, wallSeconds / rounds);
      steady.push({
        ...load,
        waitedMs: coreWaitMs(platform.pid) - waitedMs,
        cpuMs: (await platform.usage()).cpuMs - cpuMs,
      });
    }
    const most = await flatOut(send, wallSeconds / 2);
    clients.close();
    return { ...steadyFigures(steady), ...flatOutFigures(most, steady) };
  } finally {
    await platform.stop();
  }
}

function steadyFigures(all: Round[]): Figures {
  const [best] = all.toSorted((a, b) => a.waitedMs - b.waitedMs);
  const { latencies = [], perSecond = 0, waitedMs = 0, cpuMs = 0 } = best ?? {};
  return {
    'requests.perSecond': perSecond,
    'requests.p50Ms': percentile(latencies, 0.5),
    'requests.p99Ms': percentile(latencies, 0.99),
    'requests.maxMs': percentile(latencies, 1),
    'requests.cpuMsEach': cpuMs / Math.max(1, latencies.length),
    'requests.coreWaitMs': waitedMs,
    'requests.p99MsOfWorstRound': Math.max(...all.map((load) => percentile(load.latencies, 0.99))),
  };
}

function flatOutFigures(most: Load, steady: Load[]): Figures {
  return {
    'requests.flatOutPerSecond': most.perSecond,
    'requests.refused': [most, ...steady].reduce((sum, { refused }) => sum + refused, 0),
  };
}

/** How long both processes have stood in line for a core; 0 where the system does not tell. */
function coreWaitMs(otherPid: number): number {
  const waits = [process.pid, otherPid].map((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
    } catch {
      return 0;
    }
  });
  return waits.reduce((sum, wait) => sum + wait, 0);
}

interface Load {
  latencies: number[];
  perSecond: number;
  refused: number;
}

interface Round extends Load {
  /** How long the processes stood in line for a core. */
  waitedMs: number;
  /** What the simulator's took, its traffic included. */
  cpuMs: number;
}

async function atRate(
  send: () => Promise<boolean>,
  perSecond: number,
  wallSeconds: number,
): Promise<Load> {
  const latencies: number[] = [];
  const pending: Promise<void>[] = [];
  let refused = 0;
  const begin = performance.now();
  const total = Math.round(perSecond * wallSeconds);
  while (pending.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - begin) / 1000) * perSecond));
    while (pending.length < due) {
      const dueAt = begin + (pending.length / perSecond) * 1000;
      const sent = send().then((isOk) => {
        latencies.push(performance.now() - dueAt);
        if (!isOk) refused += 1;
      });
      pending.push(sent);
    }
    await delay(1);
  }
  await Promise.all(pending);
  return { latencies, refused, perSecond: total / ((performance.now() - begin) / 1000) };
}

async function flatOut(send: () => Promise<boolean>, wallSeconds: number): Promise<Load> {
  const latencies: number[] = [];
  let refused = 0;
  const begin = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - begin < wallSeconds * 1000) {
      const sentAt = performance.now();
      if (!(await send())) refused += 1;
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const seconds = (performance.now() - begin) / 1000;
  return { latencies, refused, perSecond: latencies.length / seconds };
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
