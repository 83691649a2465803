import assert from 'node:assert/strict';
import type { Weights } from '../../../src/domain/capacity/weights.js';
import { withFollowedWeights } from '../../../src/domain/synthetic/followed-weights.js';
import { judgeLoad } from '../../../src/domain/synthetic/judge-load.js';
import { planLoad } from '../../../src/domain/synthetic/plan-load.js';
import { callsBy, ORG, RULE } from './load-world.js';

const [STRATEGY] = ORG.strategies;
const envelope = {
  stepCapPoints: 20,
  targets: [
    { queue: 'eu/queue/main', weight: 65, min: 50, max: 90, agentsShare: 1 },
    { queue: 'eu/queue/other', weight: 35, min: 10, max: 50, agentsShare: 1 },
  ],
};
const decided = [{ main: 55, other: 45 }];

/** The gate's label where live has these weights, of a strategy that follows its agents. */
function labelAt(live: Weights): string {
  assert.ok(STRATEGY !== undefined);
  const strategy = withFollowedWeights(STRATEGY, {
    envelope,
    decided,
    live: { ...live, fallback: 0 },
  });
  const plan = planLoad([{ ...ORG, strategies: [strategy] }], RULE, 'load');
  return judgeLoad(plan, RULE, callsBy(live, 'followed')).label;
}

describe('weights that follow the agents of a staging', () => {
  it('are judged by what Rollcall made of them, in this rollout or an earlier one', () => {
    assert.equal(labelAt({ main: 55, other: 45 }), 'passed');
    assert.equal(labelAt({ main: 65, other: 35 }), 'passed');
  });

  it('are no measure of themselves where somebody else set them, inside the envelope or not', () => {
    assert.equal(labelAt({ main: 52, other: 48 }), 'failed');
  });
});
