import { z } from 'zod';
import { VerdictLabel } from '../domain/canary/verdict.js';
import { evidenceSchema } from './evidence-file.js';
import type { EvidenceRecord } from './port.js';

const metricVerdict = z.looseObject({
  metric: z.enum(['abandonment', 'speedOfAnswer', 'strategyHitRate']),
  label: z.enum(VerdictLabel),
  estimate: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  confidence: z.exactOptional(z.number()),
  threshold: z.number(),
  margin: z.exactOptional(z.number()),
  p: z.exactOptional(z.number().nullable()),
  thresholdCrossed: z.boolean(),
  significant: z.boolean(),
});

const verdict = z.looseObject({
  label: z.enum(VerdictLabel),
  metrics: z.array(metricVerdict),
  comparedWith: z.enum(['controls', 'samePastHours', 'ownPast', 'nothing']),
  flagged: z.boolean(),
  deadOrgs: z.exactOptional(z.array(z.string())),
  missing: z.exactOptional(z.string()),
  reason: z.string(),
});

export const evidenceRecordSchema: z.ZodType<EvidenceRecord> = z.looseObject({
  evidence: evidenceSchema,
  verdict: verdict.nullable(),
});
