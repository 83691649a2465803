import { setTimeout as delay } from 'node:timers/promises';
import { ApiClients } from './api-clients.js';
import { startPlatform } from './platform.js';

export type Figures = Record<string, number>;

interface Clock {
  nowMs: number;
}

/** Traffic alone: how far it lags behind the platform's clock, and what it takes of a core. */
export async function measureClock(
  orgs: number,
  scale: number,
  wallSeconds: number,
): Promise<Figures> {
  const platform = await startPlatform(orgs, scale, 60);
  try {
    const before = await platform.usage();
    const offeredBefore = await offered(platform.url);
    // Counted from before the question, so that the lag is rather over- than understated.
    const begin = performance.now();
    const first = await readClock(platform.url);
    let lagMs = 0;
    let simulatedMs = 0;
    while (performance.now() - begin < wallSeconds * 1000) {
      await delay(100);
      const { nowMs } = await readClock(platform.url);
      simulatedMs = (performance.now() - begin) * scale;
      lagMs = Math.max(lagMs, first.nowMs + simulatedMs - nowMs);
    }
    const wallMs = performance.now() - begin;
    const { cpuMs } = await platform.usage();
    return {
      'clock.orgs': orgs,
      'clock.scale': scale,
      'clock.simulatedMinutes': simulatedMs / 60_000,
      'clock.calls': (await offered(platform.url)) - offeredBefore,
      'clock.lagPlatformSeconds': lagMs / 1000,
      'clock.lagShare': lagMs / simulatedMs,
      'clock.coreShare': (cpuMs - before.cpuMs) / wallMs,
    };
  } finally {
    await platform.stop();
  }
}

/** Requests at a steady rate, timed from when each was due; then as many as go. */
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
    const steady = await atRate(send, perSecond, wallSeconds);
    const most = await flatOut(send, wallSeconds / 2);
    clients.close();
    return {
      'requests.perSecond': steady.perSecond,
      'requests.p50Ms': percentile(steady.latencies, 0.5),
      'requests.p99Ms': percentile(steady.latencies, 0.99),
      'requests.maxMs': percentile(steady.latencies, 1),
      'requests.flatOutPerSecond': most.perSecond,
      'requests.refused': steady.refused + most.refused,
    };
  } finally {
    await platform.stop();
  }
}

/** Memory of a large world after some hours. */
export async function measureMemory(orgs: number, hours: number): Promise<Figures> {
  const platform = await startPlatform(orgs, 0, 30);
  try {
    for (let minute = 0; minute < hours * 60; minute += 10) {
      const change = { method: 'POST', body: JSON.stringify({ advanceMs: 600_000 }) };
      await (await fetch(`${platform.url}/_sim/clock`, change)).text();
    }
    const { peakRssMiB, rssMiB } = await platform.usage();
    return {
      'memory.orgs': orgs,
      'memory.simulatedHours': hours,
      'memory.rssMiB': rssMiB,
      'memory.peakRssMiB': peakRssMiB,
    };
  } finally {
    await platform.stop();
  }
}

interface Load {
  latencies: number[];
  perSecond: number;
  refused: number;
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

async function readClock(url: string): Promise<Clock> {
  return (await (await fetch(`${url}/_sim/clock`)).json()) as Clock;
}

async function offered(url: string): Promise<number> {
  const answer = await fetch(`${url}/_sim/orgs`);
  const { orgs } = (await answer.json()) as { orgs: { truth: { offered: number } }[] };
  return orgs.reduce((sum, { truth }) => sum + truth.offered, 0);
}
