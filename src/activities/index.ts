import { adjustActivities } from './adjust-weights.js';
import { adoptActivities } from './adopt.js';
import { affectedActivities } from './affected.js';
import { baselineActivities } from './baselines.js';
import { capacityActivities } from './capacity.js';
import { clearanceActivities } from './clearance.js';
import { deployActivities } from './deploy.js';
import type { ActivityDeps } from './deps.js';
import { driftActivities } from './drift.js';
import { gateActivities } from './gate.js';
import { lineActivities } from './line.js';
import { lookActivities } from './look-at-agents.js';
import { observeActivities } from './observe.js';
import { pinned } from './pinned.js';
import { planActivities } from './plan.js';
import { preflightActivities } from './preflight.js';
import { pruneActivities } from './prune.js';
import { outcomeActivities } from './record-outcome.js';
import { refreshActivities } from './refresh.js';
import { reportActivities } from './report.js';
import { resolveActivities } from './resolve.js';
import { revertActivities } from './revert.js';
import { shiftActivities } from './shift-traffic.js';
import { syntheticActivities } from './synthetic-load.js';
import { tellActivities } from './tell.js';
import type { Activities } from './types.js';

/** Every activity, bound to what it reaches the world through. */
export function createActivities(deps: ActivityDeps): Activities {
  return pinned(deps, {
    ...resolveActivities(deps),
    ...planActivities(deps),
    ...refreshActivities(deps),
    ...gateActivities(deps),
    ...clearanceActivities(deps),
    ...capacityActivities(deps),
    ...lineActivities(deps),
    ...adoptActivities(deps),
    ...driftActivities(deps),
    ...preflightActivities(deps),
    ...deployActivities(deps),
    ...shiftActivities(deps),
    ...lookActivities(deps),
    ...adjustActivities(deps),
    ...revertActivities(deps),
    ...baselineActivities(deps),
    ...pruneActivities(deps),
    ...outcomeActivities(deps),
    ...observeActivities(deps),
    ...reportActivities(deps),
    ...affectedActivities(deps),
    ...syntheticActivities(deps),
    ...tellActivities(deps),
  });
}
