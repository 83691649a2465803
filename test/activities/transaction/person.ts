import * as fc from 'fast-check';
import type { JsonObject } from '../../../src/domain/json.js';

/** What a person does to a body in the platform's own console; `mark` is a value that nobody else uses. */
type Edit = (body: JsonObject, mark: string) => JsonObject;

const without = (body: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

const targetsOf = (body: JsonObject): JsonObject[] =>
  Array.isArray(body['targets']) ? (body['targets'] as JsonObject[]) : [];

const withTargets = (
  body: JsonObject,
  change: (targets: readonly JsonObject[]) => JsonObject[],
): JsonObject => ('targets' in body ? { ...body, targets: change(targetsOf(body)) } : body);

const settingsOf = (body: JsonObject): JsonObject => (body['settings'] ?? {}) as JsonObject;

const EDITS: Readonly<Record<string, Edit>> = {
  rename: (body, mark) => ({ ...body, name: mark }),
  'set note': (body, mark) => ({ ...body, note: mark }),
  'remove note': (body) => without(body, 'note'),
  'set own': (body, mark) => ({ ...body, own: mark }),
  'set a setting': (body, mark) => ({ ...body, settings: { ...settingsOf(body), p: mark } }),
  'remove a setting': (body) => ({ ...body, settings: without(settingsOf(body), 'p') }),
  'set tags': (body, mark) => ({ ...body, tags: [mark] }),
  'set a weight': (body, mark) =>
    withTargets(body, ([first, ...rest]) =>
      first === undefined ? [] : [{ ...first, weight: mark }, ...rest],
    ),
  'note a target': (body, mark) =>
    withTargets(body, ([first, ...rest]) =>
      first === undefined ? [] : [{ ...first, byHand: mark }, ...rest],
    ),
  'add a target': (body, mark) =>
    withTargets(body, (targets) => [...targets, { id: `target-${mark}`, weight: mark }]),
  'remove a target': (body) => withTargets(body, (targets) => targets.slice(1)),
  'turn targets round': (body) => withTargets(body, (targets) => targets.toReversed()),
  'set note as released': (body) => ({ ...body, note: 'r1' }),
};

export function edited(name: string, body: JsonObject, mark: string): JsonObject {
  const edit = EDITS[name];
  if (edit === undefined) throw new Error(`no edit "${name}"`);
  return edit(body, mark);
}

export const editName = fc.constantFrom(...Object.keys(EDITS));
