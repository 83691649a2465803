import { performance } from 'node:perf_hooks';
import { judge } from '../../src/domain/canary/judge.js';
import { COMMON } from './families.js';
import { drawWorld } from './world.js';

const TRIALS = 7;

/** Milliseconds of one judgement of 200 orgs with 36 intervals each, 20 of them canaries; the median of a few. */
export function measureSpeed(): number {
  const world = { ...COMMON, orgs: 200, canaries: 20, preMinutes: 120 };
  const { evidence } = drawWorld(world, 'speed');
  const times = Array.from({ length: TRIALS }, () => {
    const from = performance.now();
    judge(evidence);
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b)[Math.floor(TRIALS / 2)] ?? 0;
}
