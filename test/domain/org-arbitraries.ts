import * as fc from 'fast-check';

import { isJsonObject, type Json, type JsonObject } from '../../src/domain/json.js';
import { flatten } from '../../src/domain/path.js';
import { isReference, resolveReferences } from '../../src/domain/reference.js';
import { body } from './arbitraries.js';
import { OrgModel, type Target } from './org-model.js';

/** The first is what the arbitrary bodies refer to; the second is another org's. */
const REFERRED = 'g/queue/k';
export const foreign = (key: string): string | undefined => (key === 'g]/~' ? 'f/1' : undefined);
const KEYS = [REFERRED, 'g/strategy/s', 'g/trunk/t'] as const;

/** What an org has, knows and should have, all of it arbitrary. */
export interface Situation {
  readonly live: Readonly<Partial<Record<string, JsonObject>>>;
  /** Bodies that the bases were made of; null for none. Some paths are forgotten. */
  readonly earlier: Readonly<Partial<Record<string, JsonObject>>> | null;
  readonly forgotten: readonly number[];
  readonly target: Target;
}

const some = fc.oneof({ weight: 4, arbitrary: body }, { weight: 1, arbitrary: fc.constant(null) });
const byKey = (one: fc.Arbitrary<JsonObject | null>): fc.Arbitrary<Record<string, JsonObject>> =>
  fc
    .tuple(one, one, one)
    .map((bodies) =>
      Object.fromEntries(
        KEYS.flatMap((key, at) =>
          bodies[at] === null || bodies[at] === undefined ? [] : [[key, bodies[at]] as const],
        ),
      ),
    );

export const situation: fc.Arbitrary<Situation> = fc.record({
  live: byKey(some),
  earlier: fc.option(byKey(some), { freq: 4 }),
  forgotten: fc.array(fc.nat(9), { maxLength: 2 }),
  target: byKey(some).map(withoutCycle),
});

export const target: fc.Arbitrary<Target> = byKey(some).map(withoutCycle);

/** An org in that situation. Live bodies and bases have ids where a template has references. */
export function orgIn({ live, earlier, forgotten }: Situation): OrgModel {
  const org = new OrgModel(foreign);
  for (const key of KEYS) if (live[key] !== undefined) org.put(key, {});
  for (const key of KEYS) if (live[key] !== undefined) org.put(key, literal(live[key], org));
  for (const [key, one] of Object.entries(earlier ?? {})) {
    const id = org.idOf(key);
    if (id === undefined || one === undefined) continue;
    const entries = [...flatten(literal(one, org))].filter((_, at) => !forgotten.includes(at));
    org.bases[key] = { id, values: Object.fromEntries(entries) };
  }
  return org;
}

function literal(one: JsonObject, org: OrgModel): JsonObject {
  return resolveReferences(one, (key) => org.idOf(key) ?? 'elsewhere').body;
}

/** Nobody but the others refers to the first, and to nothing that no org has. */
function withoutCycle(bodies: Record<string, JsonObject>): Target {
  const has = Object.hasOwn(bodies, REFERRED);
  const replaced = (value: Json, mayRefer: boolean): Json => {
    if (isReference(value)) return value.ref === REFERRED && !mayRefer ? 'text' : value;
    if (Array.isArray(value)) return value.map((item) => replaced(item, mayRefer));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, replaced(member, mayRefer)]),
    );
  };
  return Object.fromEntries(
    Object.entries(bodies).map(([key, one]) => [
      key,
      replaced(one, has && key !== REFERRED) as JsonObject,
    ]),
  );
}
