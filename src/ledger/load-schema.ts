import { z } from 'zod';
import type { LoadRecord } from './port.js';

const ability = z.string().nullable();
const caller = { skill: ability, language: ability };
const resource = { key: z.string(), id: z.string() };

const target = z.looseObject({ ...resource, weight: z.number(), priority: z.number() });

const org = z.looseObject({
  org: z.string(),
  callers: z.array(z.looseObject(caller)),
  callsPerHour: z.number().nullable(),
  flows: z.array(z.looseObject({ ...resource, sendsTo: z.array(z.string()) })),
  strategies: z.array(z.looseObject({ ...resource, targets: z.array(target) })),
  queues: z.array(z.looseObject({ ...resource, ...caller, inTurn: z.boolean() })),
});

const order = z.looseObject({
  ...caller,
  id: z.string(),
  org: z.string(),
  entry: z.looseObject({ ...resource, kind: z.enum(['flow', 'queue']) }),
  count: z.number(),
  withinSeconds: z.number(),
  patienceSeconds: z.number(),
});

const sipOrder = z.looseObject({
  org: z.string(),
  target: z.string(),
  number: z.string(),
  callers: z.array(z.looseObject({ ...caller, count: z.number() })),
  withinSeconds: z.number(),
  answerWithinSeconds: z.number(),
});

const sipOutcome = z.looseObject({
  org: z.string(),
  placed: z.number(),
  answered: z.number(),
  failures: z.record(z.string(), z.number()),
  answerSeconds: z.number().nullable(),
});

const plan = z.looseObject({
  orgs: z.array(org),
  orders: z.array(order),
  sip: z.array(sipOrder).optional(),
  minutes: z.number(),
  tests: z.number(),
  unable: z.array(z.looseObject({ org: z.string(), text: z.string() })),
});

const verdict = z.looseObject({
  label: z.enum(['passed', 'failed', 'unknown']),
  reason: z.string(),
  calls: z.number(),
  findings: z.array(
    z.looseObject({
      kind: z.enum(['flow', 'entry', 'weights', 'skill', 'wait', 'unknown']),
      org: z.string(),
      key: z.string().nullable(),
      text: z.string(),
    }),
  ),
  cells: z.array(
    z.looseObject({
      ...caller,
      org: z.string(),
      key: z.string(),
      calls: z.number(),
      answered: z.number(),
      meanWaitSeconds: z.number().nullable(),
    }),
  ),
});

export const loadRecordSchema: z.ZodType<LoadRecord> = z.looseObject({
  plan,
  sip: z.array(sipOutcome).optional(),
  verdict: verdict.nullable(),
});
