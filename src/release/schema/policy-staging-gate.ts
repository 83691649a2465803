import { z } from 'zod';
import type { Policy } from '../../domain/release-model.js';
import { identifier } from './identifier.js';
import { minutes } from './policy-of-orgs.js';

const ability = z.string().min(1).max(100);

const caller = z
  .strictObject({
    skill: ability.optional().describe('Skill that an agent has to have, as agents have it.'),
    language: ability.optional().describe('Language that an agent has to speak, likewise.'),
    groups: z.array(identifier).min(1).optional().describe('Groups that are called so. All.'),
  })
  .refine(({ skill, language }) => skill !== undefined || language !== undefined, {
    error: 'asks for nothing: give a skill, a language or both',
  });

/** `staging_gate`: the synthetic load that a release has to stand before its pass is recorded. */
export const stagingGateSchema = z
  .strictObject({
    required_in: z
      .array(identifier)
      .min(1)
      .describe('Environments that pass no release without it; others are not called.'),
    volume_scale: z
      .number()
      .positive()
      .max(10)
      .default(0.1)
      .describe('Calls of the load by calls of production’s busiest hour: 0.1 is a tenth.'),
    window_minutes: minutes
      .default(15)
      .describe('How long it lasts, at the least; longer where the checks need more calls.'),
    longest_minutes: minutes.default(120).describe('How long it may last.'),
    calls_per_cell: z
      .int()
      .min(5)
      .max(1000)
      .default(5)
      .describe('Calls to be expected at each target of a strategy and in each queue and skill.'),
    weight_error_points: z
      .number()
      .min(1)
      .max(50)
      .default(10)
      .describe('A weight that is wrong by so many points of a hundred has to be found.'),
    significance: z
      .number()
      .positive()
      .max(0.05)
      .default(0.001)
      .describe('How often a healthy environment may fail by chance, all checks together.'),
    longest_wait_seconds: z
      .number()
      .positive()
      .max(3600)
      .default(60)
      .describe('A call that is not answered within it is late.'),
    late_ratio: z
      .number()
      .positive()
      .max(0.5)
      .default(0.05)
      .describe('Share of the calls that may be late, overflow or overtake.'),
    callers: z
      .array(caller)
      .default([])
      .describe('Who calls. A group that none is for is called by nobody in particular.'),
    on_failure: z
      .enum(['keep', 'roll_back'])
      .default('keep')
      .describe('Leave the release in place to be looked at, or take it back. No pass either way.'),
  })
  .refine((value) => value.longest_minutes >= value.window_minutes, {
    path: ['longest_minutes'],
    error: 'must not be shorter than window_minutes',
  });

/** The same as the engine reads it; nothing where the policy says nothing. */
export function compileStagingGate(
  document: z.output<typeof stagingGateSchema> | undefined,
): Pick<Policy, 'stagingGate'> {
  if (document === undefined) return {};
  return {
    stagingGate: {
      requiredIn: document.required_in,
      volumeScale: document.volume_scale,
      windowMinutes: document.window_minutes,
      longestMinutes: document.longest_minutes,
      callsPerCell: document.calls_per_cell,
      weightErrorPoints: document.weight_error_points,
      significance: document.significance,
      longestWaitSeconds: document.longest_wait_seconds,
      lateRatio: document.late_ratio,
      callers: document.callers.map(({ skill = null, language = null, groups = null }) => ({
        skill,
        language,
        groups,
      })),
      onFailure: document.on_failure === 'keep' ? 'keep' : 'rollBack',
    },
  };
}
