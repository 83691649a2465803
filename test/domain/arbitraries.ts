import * as fc from 'fast-check';

import type { Json, JsonObject } from '../../src/domain/json.js';

/** Few names, so that bodies meet; some that need escaping, and one that trips careless code. */
const memberName = fc.constantFrom('a', 'b', 'id', 'weight', 'x/y', '~1', '[a]', '__proto__', '');
const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constantFrom('s', 't'));
const elementId: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>('q1', 'q2', 'x/y', 'a]~2', 'ref:k', '', 1, true),
  fc.constantFrom<Json>({ ref: 'g/queue/k' }, { ref: 'g]/~' }),
);

const { value } = fc.letrec<{ value: Json; object: JsonObject; keyed: Json[] }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('object'),
    tie('keyed'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.constant({ ref: 'g/queue/k' }),
  ),
  object: fc
    .array(fc.tuple(memberName, tie('value')), { maxLength: 4 })
    .map((members) => Object.fromEntries<Json>(members)),
  keyed: fc
    .uniqueArray(elementId, { maxLength: 3, selector: (id) => JSON.stringify(id) })
    .chain((ids) =>
      fc.tuple(...ids.map((id) => tie('object').map((object) => ({ ...object, id })))),
    ),
}));

/** Any JSON value without null, with keyed lists in it. */
export const jsonValue: fc.Arbitrary<Json> = value;

/** Bodies of resources: without null, which a merge patch cannot set. */
export const body: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(memberName, value), { maxLength: 5 })
  .map((members) => Object.fromEntries<Json>(members));
