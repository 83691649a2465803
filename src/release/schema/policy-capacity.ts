import { z } from 'zod';
import type { Policy } from '../../domain/release-model.js';
import { expansionGate } from './policy-gates.js';

const ratio = z.number().min(0).max(1);

/** `capacity`: whether a wave waits for agents, and what is taken for granted of them and of callers. */
export const capacitySchema = z.strictObject({
  gate: expansionGate
    .default('never')
    .describe(
      'Whether a wave waits until its orgs have the agents for what is to come, by environment.',
    ),
  window_minutes: z
    .number()
    .positive()
    .max(24 * 60)
    .default(60)
    .describe('How far ahead volume and agents are compared.'),
  min_capacity_ratio: z
    .number()
    .positive()
    .max(5)
    .default(0.9)
    .describe('Agents available by agents needed, below which a wave waits.'),
  shrinkage_ratio: ratio
    .lt(1)
    .default(0.05)
    .describe('Share of the agents on queue who will be away: breaks, meetings.'),
  max_occupancy_ratio: ratio
    .positive()
    .default(0.9)
    .describe('Share of an agent’s time that calls may take.'),
  uplift_ratio: z
    .number()
    .nonnegative()
    .max(10)
    .default(0)
    .describe(
      'Added to the forecast, for calls that the release itself may bring: 0.1 is 10 % more.',
    ),
  patience_seconds: z
    .number()
    .positive()
    .default(90)
    .describe('Mean time after which a caller who waits gives up.'),
});

/** The same as the engine reads it; nothing where the policy says nothing. */
export function compileCapacity(
  document: z.output<typeof capacitySchema> | undefined,
): Pick<Policy, 'capacity'> {
  if (document === undefined) return {};
  return {
    capacity: {
      gate: document.gate,
      windowMinutes: document.window_minutes,
      rule: {
        minCapacityRatio: document.min_capacity_ratio,
        assumptions: {
          shrinkageRatio: document.shrinkage_ratio,
          maxOccupancyRatio: document.max_occupancy_ratio,
          upliftRatio: document.uplift_ratio,
          patienceSeconds: document.patience_seconds,
        },
      },
    },
  };
}
