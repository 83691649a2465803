import * as fc from 'fast-check';
import { editName } from './person.js';
import type { Course } from './transaction.js';

/** What happens at one request of the transaction; they are used up one by one, and then all goes well. */
export type Happening =
  | { readonly do: 'nothing' }
  /** A person edits some resource right before it. */
  | { readonly do: 'edit'; readonly on: number; readonly edit: string }
  /** It is applied, and nobody hears of it. */
  | { readonly do: 'lose the answer' }
  /** It never arrives, and nobody hears of it. */
  | { readonly do: 'lose the request' }
  | { readonly do: 'refuse'; readonly as: 'preconditionFailed' | 'unavailable' | 'rateLimited' }
  /** The worker dies: before it, after it, or while it is on its way, so that it arrives so many requests later. */
  | { readonly do: 'die'; readonly when: 'before' | 'after' }
  | { readonly do: 'die'; readonly when: 'on its way'; readonly later: number }
  /** Somebody trips the breaker: what is under way is cancelled. */
  | { readonly do: 'trip' };

const nothing = fc.record({ do: fc.constant('nothing' as const) });
const edit = fc.record({ do: fc.constant('edit' as const), on: fc.nat(5), edit: editName });
const lost = fc.record({ do: fc.constantFrom('lose the answer', 'lose the request') });
const refuse = fc.record({
  do: fc.constant('refuse' as const),
  as: fc.constantFrom('preconditionFailed', 'unavailable', 'rateLimited'),
});
const die = fc.oneof(
  fc.record({ do: fc.constant('die' as const), when: fc.constantFrom('before', 'after') }),
  fc.record({
    do: fc.constant('die' as const),
    when: fc.constant('on its way' as const),
    later: fc.nat(6),
  }),
);
const trip = fc.record({ do: fc.constant('trip' as const) });

export const happening = fc.oneof(
  { weight: 8, arbitrary: nothing },
  { weight: 4, arbitrary: edit },
  { weight: 3, arbitrary: lost },
  { weight: 2, arbitrary: refuse },
  { weight: 3, arbitrary: die },
  { weight: 1, arbitrary: trip },
) as fc.Arbitrary<Happening>;

const some = fc.array(happening, { maxLength: 30 });

/** Half of all transactions are taken back though nothing went wrong on their way. */
export const course: fc.Arbitrary<Course> = fc.record({
  forward: some,
  open: fc.array(edit, { maxLength: 3 }) as fc.Arbitrary<Happening[]>,
  isTripped: fc.boolean(),
  end: some,
});
