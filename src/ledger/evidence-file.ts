import { z } from 'zod';
import type { Evidence } from '../domain/canary/evidence.js';
import { policyFor } from '../domain/canary/policy.js';

const MINUTE_MS = 60_000;

const isoTime = z.iso.datetime({ offset: true });
const count = z.number().nonnegative();
const probability = z.number().min(0).max(1);

const interval = z
  .looseObject({
    start: isoTime,
    offered: count.describe('Calls offered in the interval, answered or abandoned.'),
    answered: count,
    abandoned: count,
    waitSecondsTotal: count.describe('Seconds to answer, summed over the answered calls.'),
    strategyHits: count.describe('Of the attempts, calls sent to a first-priority target.'),
    strategyAttempts: count.describe('Calls that reached a routing strategy.'),
  })
  .refine((one) => one.abandoned <= one.offered && one.answered <= one.offered, {
    error: 'more calls answered or abandoned than offered',
  })
  .refine((one) => one.strategyHits <= one.strategyAttempts, {
    error: 'more strategyHits than strategyAttempts',
  });

const org = z.looseObject({
  org: z.string().min(1),
  stratum: z
    .string()
    .default('')
    .describe('Orgs that are alike, from coarse to fine: region/carrier/volume.'),
  role: z
    .enum(['canary', 'control'])
    .describe('control: neither changed nor exposed to what was changed.'),
  deployedAt: isoTime.nullable().default(null).describe('End of its last write; null: a control.'),
  intervals: z
    .array(interval)
    .describe('Before and after, in any order. A missing interval is left out; it is not zero.'),
});

const bounds = z.looseObject({
  abandonmentIncreaseRatio: z.number().positive().describe('0.15 is +15 %.'),
  speedOfAnswerIncreaseSeconds: z.number().positive(),
  strategyHitRateDropPoints: z.number().positive().max(100),
});

const policy = z.looseObject({
  thresholds: bounds.describe('A smaller estimate is no failure.'),
  margins: bounds.describe('A release that is worse by less than these passes.'),
  minimumCalls: count,
  horizonMinutes: z.number().positive().describe('From the deployment to the last planned check.'),
  alpha: z
    .looseObject({
      fail: probability.describe('A false fail up to the horizon.'),
      hold: probability.describe('A false fail after it.'),
      guard: probability.describe('A false trip of the hard guard.'),
      pass: probability.describe('A pass of a release that is at its margin.'),
    })
    .describe('What the wave may err.'),
});

const members = {
  intervalMinutes: z.number().positive(),
  deployment: z.looseObject({ from: isoTime, to: isoTime }),
  settlingMinutes: z.exactOptional(
    z.number().nonnegative().describe('How old an interval has to be to be read. Default: 0.'),
  ),
  checks: z.array(isoTime).min(1).describe('When it was looked at; the last one is judged.'),
  policy,
  seed: z.string().describe('Of the sample of relabellings.'),
  controlsDrawn: z.exactOptional(
    z
      .boolean()
      .describe('False: the controls could not have been drawn in their place. Default: true.'),
  ),
  orgs: z
    .array(org)
    .min(1)
    .refine((all) => new Set(all.map((one) => one.org)).size === all.length, {
      error: 'an org is there twice',
    }),
};

/** Evidence as Rollcall writes it. */
export const evidenceSchema: z.ZodType<Evidence> = z.looseObject(members);

/** A file for `rollcall judge`: what is left out has a default. */
const evidenceFile = z.object({
  intervalMinutes: members.intervalMinutes.default(5),
  deployment: members.deployment
    .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), {
      error: 'ends before it begins',
    })
    .optional()
    .describe('First to last write. Default: from the first to the last deployedAt.'),
  checks: members.checks
    .refine(
      (all) => all.every((at, i) => i === 0 || Date.parse(all[i - 1] ?? '') < Date.parse(at)),
      {
        error: 'must ascend',
      },
    )
    .optional()
    .describe('When it was looked at. Default: once, at the end of the last interval.'),
  settlingMinutes: members.settlingMinutes,
  policy: policy.optional().describe('Default: the thresholds of the guide, first rung.'),
  seed: members.seed.default('rollcall'),
  controlsDrawn: members.controlsDrawn,
  orgs: members.orgs,
});

/** All orgs are read on one grid: what is beside it would be lost without a word, and be taken for missing telemetry. */
export const evidenceFileSchema = evidenceFile.superRefine(({ orgs, intervalMinutes }, context) => {
  const stepMs = intervalMinutes * MINUTE_MS;
  let phaseMs: number | null = null;
  for (const [at, { intervals }] of orgs.entries()) {
    const seen = new Set<number>();
    for (const [number, { start }] of intervals.entries()) {
      const ms = Date.parse(start);
      phaseMs ??= ms % stepMs;
      const message = seen.has(ms)
        ? 'an interval of the org is there twice'
        : ms % stepMs === phaseMs
          ? null
          : `is no whole number of intervals (${intervalMinutes} min) from the first start in the file`;
      seen.add(ms);
      if (message === null) continue;
      context.addIssue({
        code: 'custom',
        path: ['orgs', at, 'intervals', number, 'start'],
        message,
      });
    }
  }
});

/** The file with everything said that it left out. Null where nobody was deployed to. */
export function completed(file: z.infer<typeof evidenceFileSchema>): Evidence | null {
  const deployed = file.orgs
    .flatMap(({ deployedAt }) => (deployedAt === null ? [] : [Date.parse(deployedAt)]))
    .sort((a, b) => a - b);
  const first = deployed[0];
  const last = deployed.at(-1);
  if (file.deployment === undefined && (first === undefined || last === undefined)) return null;
  const deployment = file.deployment ?? { from: iso(first ?? 0), to: iso(last ?? 0) };
  const starts = file.orgs.flatMap(({ intervals }) =>
    intervals.map(({ start }) => Date.parse(start)),
  );
  const lastMs = starts.reduce((last, ms) => Math.max(last, ms), Date.parse(deployment.to));
  const endMs = lastMs + file.intervalMinutes * MINUTE_MS;
  return {
    intervalMinutes: file.intervalMinutes,
    deployment,
    ...(file.settlingMinutes === undefined ? {} : { settlingMinutes: file.settlingMinutes }),
    checks: file.checks ?? [iso(endMs)],
    policy: file.policy ?? policyFor({ rung: 0, wave: 0, waves: 3, horizonMinutes: 60 }),
    seed: file.seed,
    ...(file.controlsDrawn === undefined ? {} : { controlsDrawn: file.controlsDrawn }),
    orgs: file.orgs,
  };
}

/** JSON Schema (draft 7) of such a file, for other tools. */
export function evidenceJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(evidenceFile, {
    io: 'input',
    target: 'draft-7',
  });
  const title = 'Rollcall: evidence of a canary';
  const description = 'Input of `rollcall judge`: the calls of changed and untouched orgs.';
  return { $schema, title, description, ...rest };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
