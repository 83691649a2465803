import assert from 'node:assert/strict';

import { reportPictures } from '../../src/activities/report-charts.js';
import type { Evidence } from '../../src/domain/canary/evidence.js';
import { checksThatCount } from '../../src/domain/canary/looks.js';
import { judgedChecks } from '../../src/charts/estimates.js';
import { canary, controls, DEPLOYED_MS, evidenceOf, iso } from '../domain/canary/fleet.js';

type Deps = Parameters<typeof reportPictures>[0];

const MINUTE_MS = 60_000;
const HORIZON_MINUTES = 60;
const grid = { deployedMs: DEPLOYED_MS, stepMs: 5 * MINUTE_MS, horizonMinutes: HORIZON_MINUTES };

describe('the pictures of a report', () => {
  it('have the checks of the horizon, too, where a wave was held long after it', async () => {
    const planned = Array.from({ length: 10 }, (_, at) => 15 + 5 * at);
    const held = Array.from({ length: 40 }, (_, at) => 75 + 15 * at);
    let kept: number[] = [];
    const records = new Map<string, Evidence>();
    for (const [at, minute] of [...planned, ...held].entries()) {
      const checkMs = DEPLOYED_MS + minute * MINUTE_MS;
      kept = checksThatCount([...kept, checkMs], grid);
      // As it is sampled: of a long hold only the last two horizons.
      const fromMs = checkMs - 2 * HORIZON_MINUTES * MINUTE_MS;
      const orgs = [canary('a'), canary('b'), canary('c'), ...controls(27)].map((org) => ({
        ...org,
        intervals: org.intervals.filter(({ start }) => {
          const startMs = Date.parse(start);
          return startMs < DEPLOYED_MS || (startMs >= fromMs && startMs < checkMs);
        }),
      }));
      const checks = kept.map((ms) => iso((ms - DEPLOYED_MS) / MINUTE_MS));
      records.set(`wave-1-${String(at + 1).padStart(4, '0')}`, evidenceOf(orgs, { checks }));
    }
    let reads = 0;
    let drawn: Evidence | null = null;
    const deps = {
      ledger: {
        listEvidence: () => Promise.resolve([...records.keys()]),
        readEvidence: (_: string, name: string) => {
          reads += 1;
          return Promise.resolve({ evidence: records.get(name), verdict: null });
        },
      },
      drawCharts: (evidence: Evidence) => {
        drawn = evidence;
        return Promise.resolve([]);
      },
    } as unknown as Deps;
    await reportPictures(deps, 'key', { waves: [{ index: 1, name: '10 %' }] } as never);
    const judged = await judgedChecks(drawn ?? assert.fail('nothing was drawn'));
    const points = judged.filter(({ verdict }) => verdict.metrics.length > 0);
    assert.deepEqual(
      points.slice(0, planned.length).map(({ atMs }) => (atMs - DEPLOYED_MS) / MINUTE_MS),
      planned,
    );
    assert.ok(reads <= 8, `${reads} reads`);
  });
});
