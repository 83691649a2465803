import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { makeUpEnterprise, type MadeUpEnterprise } from '../../bench/plan/enterprise.js';
import type { RunScope } from '../../src/activities/types.js';
import { composePlanning, type Sources } from '../../src/compose.js';
import { readSettings } from '../../src/settings.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';

const SHAPE = { queues: 1, strategies: 1, flows: 1, trunks: 1, blocks: 2, weight: 100 };

/** A small made-up enterprise that people call, in a simulator whose clock stands still; its `v1` is on record. */
export interface MadeUpPlanning {
  readonly simulator: RunningSimulator;
  readonly enterprise: MadeUpEnterprise;
  readonly sources: Sources;
  scopeOf(tag: string, rolloutKey: string): Promise<RunScope>;
  stop(): Promise<void>;
}

/** @param subs how many of them in `na_east` */
export async function startMadeUpPlanning(subs: number): Promise<MadeUpPlanning> {
  const simulator = await startSimulator({ port: 0, frozen: true, dialects: ['guide'] });
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-planning-'));
  const enterprise = await makeUpEnterprise(folder, {
    ...SHAPE,
    subs: { na_east: subs },
    callers: true,
    simulatorUrl: simulator.url,
  });
  await enterprise.adopt('v1');
  const sources = await composePlanning(readSettings(enterprise.variables));
  return {
    simulator,
    enterprise,
    sources,
    scopeOf: async (tag, rolloutKey) => {
      const commit = await sources.releases.resolve(tag);
      return { rolloutKey, environment: 'production', commit, ledgerId: 'any' };
    },
    stop: async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
