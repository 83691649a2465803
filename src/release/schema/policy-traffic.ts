import { z } from 'zod';
import type { Policy } from '../../domain/release-model.js';
import { minutes } from './policy-of-orgs.js';

/** `traffic`: how calls are moved within an org. */
export const trafficSchema = z.strictObject({
  step_cap: z
    .int()
    .min(1)
    .max(100)
    .describe('Points of a hundred that a strategy’s weights move in one step at most.'),
  step_minutes: minutes
    .default(5)
    .describe('Minutes from one step to the next, in which the step before is judged.'),
  hard_swaps: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe('Where there is no way in steps: refuse the plan, or change the weights at once.'),
  weights: z
    .enum(['template', 'agents'])
    .default('template')
    .describe(
      'What weights are while an org’s window is open: those of the template, or around them in proportion to the agents.',
    ),
  envelope_points: z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe(
      'With weights: agents: points of a hundred that a weight may be above or below the template’s.',
    ),
  adjust_minutes: minutes
    .default(5)
    .describe('With weights: agents: minutes from one look at the agents to the next.'),
});

/** The same as the engine reads it; nothing where the policy says nothing. */
export function compileTraffic(
  document: z.output<typeof trafficSchema> | undefined,
): Pick<Policy, 'traffic'> {
  if (document === undefined) return {};
  return {
    traffic: {
      stepCapPoints: document.step_cap,
      stepMinutes: document.step_minutes,
      hardSwaps: document.hard_swaps,
      ...(document.weights === 'template'
        ? {}
        : {
            byAgents: {
              envelopePoints: document.envelope_points,
              lookMinutes: document.adjust_minutes,
            },
          }),
    },
  };
}
