import { z } from 'zod';
import type { Experiment } from '../domain/experiment.js';
import type { WaveOutlook } from '../domain/wave-outlook.js';

const count = z.int().nonnegative();
const minutes = z.number().positive().nullable();
const times = z.array(z.looseObject({ effect: z.number(), minutes }));

const outlook: z.ZodType<WaveOutlook> = z.looseObject({
  comparedWith: z.enum(['controls', 'samePastHours', 'ownPast']),
  canaries: count,
  controls: count,
  controlsDrawn: z.boolean(),
  unread: count,
  callsPerHour: z.number().nullable(),
  draws: z.number(),
  smallestP: z.number().nullable(),
  abandonment: times,
  speedOfAnswer: times,
  strategyHitRate: z.exactOptional(times),
  minutesToPass: minutes,
  verdict: z.enum(['likely', 'weak', 'impossible', 'unknown']),
  warnings: z.array(z.string()),
});

const wave = z.looseObject({
  index: count,
  name: z.string(),
  gate: z.string(),
  groups: z.array(
    z.looseObject({
      group: z.string(),
      orgs: z.array(
        z.looseObject({ org: z.string(), realOrgId: z.string(), platform: z.string() }),
      ),
    }),
  ),
  exposed: z.array(z.string()),
  controls: z.array(z.string()),
  outlook: z.exactOptional(outlook),
});

/** The design of a rollout, as the set of its plans has it. */
export const experimentSchema: z.ZodType<Experiment> = z.looseObject({
  seed: z.string(),
  levelsCut: count,
  orgs: z.array(
    z.looseObject({
      org: z.string(),
      stratum: z.string(),
      candidate: z.boolean(),
      callsPerHour: z.number().nullable(),
    }),
  ),
  waves: z.array(wave),
  refusal: z.string().nullable(),
});
