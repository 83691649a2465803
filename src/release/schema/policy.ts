import { z } from 'zod';

import type { Policy } from '../../domain/release-model.js';
import { capacitySchema, compileCapacity } from './policy-capacity.js';
import { compileStagingGate, stagingGateSchema } from './policy-staging-gate.js';
import { compileTraffic, trafficSchema } from './policy-traffic.js';
import { compileTolerance, failureToleranceSchema } from './failure-tolerance.js';
import { identifier } from './identifier.js';
import { minutes, orgMembers, orgPolicyOf } from './policy-of-orgs.js';
import { compileGates, gatesSchema } from './policy-gates.js';

const waves = z
  .array(z.number().positive().max(100))
  .min(1)
  .refine((percents) => percents.at(-1) === 100, 'the last wave must be 100')
  .refine(
    (percents) => percents.every((percent, i) => i === 0 || percent > (percents[i - 1] ?? 0)),
    'waves are cumulative percentages and must ascend',
  );

const MOST_CHECKS = 300;

const checks = z
  .strictObject({
    interval_minutes: minutes.default(5).describe('Minutes from one check to the next.'),
    horizon_minutes: minutes
      .default(60)
      .describe('An inconclusive wave is held for a person after this many minutes.'),
    pre_window_minutes: minutes
      .min(60)
      .max(24 * 60)
      .default(180)
      .describe('Length in minutes of the window before the wave that it is compared with.'),
    on_inconclusive: z
      .enum(['hold', 'roll_back', 'expand'])
      .default('hold')
      .describe(
        'After the horizon without a verdict: hold for a person, take the wave back, or go on. Never beyond a flag.',
      ),
    minimum_calls: z
      .int()
      .nonnegative()
      .default(200)
      .describe('Fewer offered calls than this on either side: inconclusive.'),
    on_no_verdict: z
      .enum(['warn', 'refuse'])
      .default('warn')
      .describe('Where the plan shows that a wave cannot be judged within the horizon.'),
  })
  .refine((value) => value.horizon_minutes >= value.interval_minutes, {
    path: ['horizon_minutes'],
    error: 'must not be shorter than interval_minutes',
  })
  .refine((value) => value.horizon_minutes <= MOST_CHECKS * value.interval_minutes, {
    path: ['interval_minutes'],
    error: `more than ${MOST_CHECKS} checks in a horizon: each costs some of the error that is allowed`,
  });

const pattern = z
  .string()
  .max(200)
  .refine((text) => {
    try {
      return new RegExp(text, 'u').source !== '';
    } catch {
      return false;
    }
  }, 'is not a regular expression');

const required = z.array(identifier).default([]);

/** policy.yaml. Every member is optional; the defaults are the guide's numbers. */
export const policySchema = z.strictObject({
  wave_percents: waves
    .default([10, 50, 100])
    .describe('Cumulative percentages of the selected subs, ascending; the last is 100.'),
  waves_by: z
    .enum(['orgs', 'callers'])
    .default('orgs')
    .describe('What the percentages are of: the orgs, or the calls that are forecast for them.'),
  stabilization_minutes: minutes
    .default(15)
    .describe('Minutes from the end of a wave to its first check.'),
  first_wave_bake_minutes: z
    .number()
    .nonnegative()
    .max(7 * 24 * 60)
    .default(15)
    .describe(
      'Minutes that the first wave of subs is watched after its stabilization, at the least. 0: as others.',
    ),
  bake_minutes: minutes.default(30).describe('Minutes of watching after the last wave.'),
  checks: checks.prefault({}).describe('How the evidence is read.'),
  holdout: z
    .strictObject({
      percent: z
        .number()
        .nonnegative()
        .max(50)
        .default(0)
        .describe('Percentage of the selected subs, drawn at random; 0: none.'),
      groups: z.array(identifier).default([]).describe('Groups whose orgs are held out.'),
    })
    .optional()
    .describe(
      'Orgs that get the release in a wave of their own after the last, so that the last has controls.',
    ),
  thresholds: z
    .strictObject({
      abandonment_increase_ratio: z
        .number()
        .positive()
        .default(0.15)
        .describe('Relative increase of abandonment: 0.15 is 15 % more.'),
      speed_of_answer_increase_seconds: z
        .number()
        .positive()
        .default(10)
        .describe('Increase of the average speed of answer in seconds.'),
      strategy_hit_rate_drop_points: z
        .number()
        .positive()
        .max(100)
        .default(5)
        .describe('Drop of the strategy hit rate in percentage points.'),
    })
    .prefault({})
    .describe('What the judge calls a failure.'),
  gates: gatesSchema.prefault({}).describe('Where a person decides.'),
  change: z
    .strictObject({
      pattern: pattern.optional().describe('Regular expression that a ticket has to match.'),
      required_in: required.describe('Environments that take no rollout without a ticket.'),
    })
    .optional()
    .describe('The change ticket that a start names.'),
  reason: z
    .strictObject({
      required_in: required.describe('Environments that take no rollout without a reason.'),
    })
    .optional()
    .describe('The reason that a start gives.'),
  failure_tolerance: failureToleranceSchema.describe(
    'Orgs that may fail before the breaker trips: of a wave, or of waves, groups and carriers.',
  ),
  max_parallel_orgs: z
    .int()
    .positive()
    .max(100)
    .default(1)
    .describe('Orgs of a wave that are worked on at once.'),
  on_conflict: z
    .enum(['hold', 'use_release', 'keep_live'])
    .default('hold')
    .describe('Where a person and the release changed the same value.'),
  on_busy_org: z
    .enum(['wait', 'refuse'])
    .default('wait')
    .describe('Where another rollout has an org’s window open.'),
  ...orgMembers,
  capacity: capacitySchema
    .optional()
    .describe('Whether a rollout goes by who is on queue; absent: it does not.'),
  traffic: trafficSchema
    .optional()
    .describe('How a strategy’s weights move from old to new within an org; absent: at once.'),
  staging_gate: stagingGateSchema
    .optional()
    .describe('Synthetic load that a release has to stand before its pass; absent: none.'),
  rollback_verification: z
    .strictObject({
      horizon_minutes: minutes
        .default(30)
        .describe('Held with an alert when telemetry is not back after this many minutes.'),
    })
    .prefault({})
    .describe('How a rollback is verified.'),
});

const inconclusiveWords = { hold: 'hold', roll_back: 'rollBack', expand: 'expand' } as const;
const conflicts = { hold: 'hold', use_release: 'useRelease', keep_live: 'keepLive' } as const;

/** The policy as the engine reads it. */
export function compilePolicy(document: z.infer<typeof policySchema>): Policy {
  const { checks, thresholds, gates, change, reason, holdout } = document;
  return {
    wavePercents: document.wave_percents,
    ...(document.waves_by === 'orgs' ? {} : { wavesBy: document.waves_by }),
    stabilizationMinutes: document.stabilization_minutes,
    firstWaveBakeMinutes: document.first_wave_bake_minutes,
    bakeMinutes: document.bake_minutes,
    checks: {
      intervalMinutes: checks.interval_minutes,
      horizonMinutes: checks.horizon_minutes,
      preWindowMinutes: checks.pre_window_minutes,
      onInconclusive: inconclusiveWords[checks.on_inconclusive],
      minimumCalls: checks.minimum_calls,
      onNoVerdict: checks.on_no_verdict,
    },
    ...(holdout === undefined ? {} : { holdout }),
    thresholds: {
      abandonmentIncreaseRatio: thresholds.abandonment_increase_ratio,
      speedOfAnswerIncreaseSeconds: thresholds.speed_of_answer_increase_seconds,
      strategyHitRateDropPoints: thresholds.strategy_hit_rate_drop_points,
    },
    gates: compileGates(gates),
    ...(change === undefined
      ? {}
      : { change: { pattern: change.pattern ?? null, requiredIn: change.required_in } }),
    ...(reason === undefined ? {} : { reason: { requiredIn: reason.required_in } }),
    failureTolerance: compileTolerance(document.failure_tolerance),
    maxParallelOrgs: document.max_parallel_orgs,
    onConflict: conflicts[document.on_conflict],
    onBusyOrg: document.on_busy_org,
    ...orgPolicyOf(document),
    ...compileCapacity(document.capacity),
    ...compileTraffic(document.traffic),
    ...compileStagingGate(document.staging_gate),
    rollbackVerification: { horizonMinutes: document.rollback_verification.horizon_minutes },
  };
}

/** What applies where there is no policy.yaml. */
export function defaultPolicy(): Policy {
  return compilePolicy(policySchema.parse({}));
}
