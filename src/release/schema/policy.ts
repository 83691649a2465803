import { z } from 'zod';

import type {
  ByEnvironment,
  ExpansionGate,
  PlanGate,
  Policy,
  SensitivePath,
} from '../../domain/release-model.js';
import { ResourceKind } from '../../domain/resource.js';
import { identifier } from './identifier.js';
import { minutes, orgMembers, orgPolicyOf } from './policy-of-orgs.js';

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

const planWord = z.enum(['when_sensitive', 'always', 'never']);
const expansionWord = z.enum(['always', 'never']);

/** One word for all environments, or a map by environment with a `default`. */
function byEnvironment<Word extends typeof planWord | typeof expansionWord>(word: Word) {
  return z.union([word, z.record(identifier, word)], {
    error: `must be one of ${word.options.join(', ')}, or a map such as { production: always, default: never }`,
  });
}

const sensitivePath = z.strictObject({
  name: identifier.optional().describe('What messages call it; absent: the path.'),
  kind: z.enum(ResourceKind).optional().describe('Kind of the resources; absent: any.'),
  path: z
    .string()
    .regex(/^(\/[^/]+)+$/, 'is a path as plans show it, with * for any segment: "/capacity/*"')
    .describe(
      'Path as plans show it; * stands for any part of one segment, ** for one segment or more.',
    ),
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
  stabilization_minutes: minutes
    .default(15)
    .describe('Minutes from the end of a wave to its first check.'),
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
  gates: z
    .strictObject({
      plan: byEnvironment(planWord)
        .default({ production: 'when_sensitive', default: 'never' })
        .describe(
          'Gate before the first write, by environment; sensitive are routing weights and trunk failover.',
        ),
      expansion: byEnvironment(expansionWord)
        .default({ production: 'always', default: 'never' })
        .describe('Gate before each wave after the first, by environment.'),
      also: z.array(sensitivePath).optional().describe('Further paths whose change is sensitive.'),
    })
    .prefault({})
    .describe('Where a person decides.'),
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
  failure_tolerance: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Orgs of a wave that may fail before the breaker trips.'),
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
  rollback_verification: z
    .strictObject({
      horizon_minutes: minutes
        .default(30)
        .describe('Held with an alert when telemetry is not back after this many minutes.'),
    })
    .prefault({})
    .describe('How a rollback is verified.'),
});

const planGates = { when_sensitive: 'whenSensitive', always: 'always', never: 'never' } as const;
const inconclusiveWords = { hold: 'hold', roll_back: 'rollBack', expand: 'expand' } as const;
const conflicts = { hold: 'hold', use_release: 'useRelease', keep_live: 'keepLive' } as const;

/** The policy as the engine reads it. */
export function compilePolicy(document: z.infer<typeof policySchema>): Policy {
  const { checks, thresholds, gates, change, reason, holdout } = document;
  const { rollback_verification: verification } = document;
  return {
    wavePercents: document.wave_percents,
    stabilizationMinutes: document.stabilization_minutes,
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
    gates: {
      plan: withProduction<PlanGate>(
        wordsOf(gates.plan, (word: keyof typeof planGates) => planGates[word]),
        'whenSensitive',
      ),
      expansion: withProduction<ExpansionGate>(gates.expansion, 'always'),
      ...(gates.also === undefined ? {} : { also: gates.also.map(sensitivePathOf) }),
    },
    ...(change === undefined
      ? {}
      : { change: { pattern: change.pattern ?? null, requiredIn: change.required_in } }),
    ...(reason === undefined ? {} : { reason: { requiredIn: reason.required_in } }),
    failureTolerance: document.failure_tolerance,
    maxParallelOrgs: document.max_parallel_orgs,
    onConflict: conflicts[document.on_conflict],
    onBusyOrg: document.on_busy_org,
    ...orgPolicyOf(document),
    rollbackVerification: { horizonMinutes: verification.horizon_minutes },
  };
}

function sensitivePathOf(entry: z.infer<typeof sensitivePath>): SensitivePath {
  return { name: entry.name ?? entry.path, kind: entry.kind ?? null, path: entry.path };
}

function wordsOf<From extends string, To extends string>(
  gate: From | Readonly<Record<string, From>>,
  compile: (word: From) => To,
): ByEnvironment<To> {
  if (typeof gate === 'string') return compile(gate);
  return Object.fromEntries(Object.entries(gate).map(([name, word]) => [name, compile(word)]));
}

/** Production is asked about unless the map says otherwise of it or of all: a forgotten line must not open it. */
function withProduction<Word extends string>(
  gate: ByEnvironment<Word>,
  word: Word,
): ByEnvironment<Word> {
  if (typeof gate === 'string' || 'default' in gate) return gate;
  return { production: word, ...gate };
}

/** What applies where there is no policy.yaml. */
export function defaultPolicy(): Policy {
  return compilePolicy(policySchema.parse({}));
}
