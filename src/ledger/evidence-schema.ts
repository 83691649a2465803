import { z } from 'zod';
import { VerdictLabel } from '../domain/canary/verdict.js';
import type { EvidenceRecord } from './port.js';

const isoTime = z.iso.datetime({ offset: true });

const callSums = z.looseObject({
  offered: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  waitSecondsSum: z.number(),
  waitSecondsSumOfSquares: z.number(),
  strategyReached: z.number(),
  strategyFirstPriority: z.number(),
});

const evidence = z.looseObject({
  preFrom: isoTime,
  preTo: isoTime,
  postFrom: isoTime,
  postTo: isoTime,
  orgs: z.array(
    z.looseObject({
      org: z.string(),
      arm: z.enum(['canary', 'control']),
      stratum: z.string(),
      pre: callSums.nullable(),
      post: callSums.nullable(),
    }),
  ),
});

const metricVerdict = z.looseObject({
  metric: z.enum(['abandonment', 'speedOfAnswer', 'strategyHitRate']),
  label: z.enum(VerdictLabel),
  estimate: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  threshold: z.number(),
  thresholdCrossed: z.boolean(),
  significant: z.boolean(),
});

const verdict = z.looseObject({
  label: z.enum(VerdictLabel),
  metrics: z.array(metricVerdict),
  comparedWith: z.enum(['controls', 'ownPast', 'nothing']),
  flagged: z.boolean(),
  reason: z.string(),
});

export const evidenceRecordSchema: z.ZodType<EvidenceRecord> = z.looseObject({
  evidence,
  verdict: verdict.nullable(),
});
