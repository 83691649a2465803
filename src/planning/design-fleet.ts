import type { Experiment } from '../domain/experiment.js';
import type { CallOptions } from '../platforms/port.js';
import { designExperiment } from './design.js';
import type { FleetPlan } from './plan-fleet.js';
import { readRecentCalls } from './recent-calls.js';
import { writtenOf } from './summarise.js';

/** Enough to tell busy orgs from quiet ones; the judge's own window is longer. */
const RECENT_MINUTES = 60;

/** Designs the rollout of a fleet's plan, from the calls that its orgs have had of late. The seed draws the waves. */
export async function designFleet(
  fleet: FleetPlan,
  seed: string,
  options: CallOptions,
): Promise<Experiment> {
  const { loaded, plans, surveyed } = fleet;
  const written = writtenOf(fleet);
  // Where nothing is written, nothing is judged.
  const orgs = written.length === 0 ? [] : [...plans.keys()];
  const telemetry = await readRecentCalls(loaded, orgs, RECENT_MINUTES, options);
  return designExperiment({ loaded, plans, surveyed, written, seed, telemetry });
}
