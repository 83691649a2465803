import { z } from 'zod';

import type { FailureTolerance, Limit, LimitsByName } from '../../domain/failure-tolerance.js';
import { identifier } from './identifier.js';

const LIMIT = 'a whole number of orgs or a percentage such as "10%"';

const limit = z.union(
  [
    z.int().nonnegative(`must be ${LIMIT}`),
    z.string().regex(/^(100|\d{1,2}) ?%$/, `must be ${LIMIT}`),
  ],
  `must be ${LIMIT}`,
);

/** One limit for each of them, or one by name with a `default`. */
function byName() {
  return z.union([limit, z.record(identifier, limit)], {
    error: `must be ${LIMIT}, or a map by name such as { default: 1 }`,
  });
}

const parts = z.strictObject({
  wave: limit.default(0).describe('Orgs of one wave that may fail: a number, or "10%" of them.'),
  group: byName()
    .optional()
    .describe('Orgs of one group that may fail in all waves together; or by name, with a default.'),
  carrier: byName()
    .optional()
    .describe(
      'Orgs of one carrier that may fail in all waves together; or by name, with a default.',
    ),
  strict: z
    .boolean()
    .default(false)
    .describe('Fewer orgs at once as failures accrue: never more fail than tolerated and one.'),
});

/** `failure_tolerance`: the limit of a wave alone, or limits of waves, groups and carriers. */
export const failureToleranceSchema = z
  .union([limit, parts], {
    error: `must be ${LIMIT}, or a map such as { wave: 2, carrier: 1 }`,
  })
  .default(0);

/** The limits as the engine reads them. */
export function compileTolerance(
  document: z.output<typeof failureToleranceSchema>,
): FailureTolerance {
  if (typeof document !== 'object') return { wave: limitOf(document), strict: false };
  const { wave, group, carrier, strict } = document;
  return {
    wave: limitOf(wave),
    ...(group === undefined ? {} : { group: limitsOf(group) }),
    ...(carrier === undefined ? {} : { carrier: limitsOf(carrier) }),
    strict,
  };
}

function limitsOf(document: z.output<ReturnType<typeof byName>>): LimitsByName {
  if (typeof document !== 'object') return { default: limitOf(document), named: {} };
  const { default: others, ...named } = document;
  return {
    default: others === undefined ? null : limitOf(others),
    named: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, limitOf(value)])),
  };
}

function limitOf(document: z.output<typeof limit>): Limit {
  return typeof document === 'number' ? { orgs: document } : { percent: parseInt(document, 10) };
}
