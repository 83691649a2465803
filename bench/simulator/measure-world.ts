import { setTimeout as delay } from 'node:timers/promises';
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

async function readClock(url: string): Promise<Clock> {
  return (await (await fetch(`${url}/_sim/clock`)).json()) as Clock;
}

async function offered(url: string): Promise<number> {
  const answer = await fetch(`${url}/_sim/orgs`);
  const { orgs } = (await answer.json()) as { orgs: { truth: { offered: number } }[] };
  return orgs.reduce((sum, { truth }) => sum + truth.offered, 0);
}
