import * as fc from 'fast-check';

import type { Json, JsonObject } from '../../src/domain/json.js';
import { isKeyed, isObject, MEMBERS, PLAIN } from './slots.js';

/** What a person does to a body by hand, in the platform's own console. */
export type Edit = (body: JsonObject, mark: string) => JsonObject;

const without = (body: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

const targetsOf = (body: JsonObject): JsonObject[] => (isKeyed(body['t']) ? body['t'] : []);

const withTargets = (body: JsonObject, change: (list: JsonObject[]) => JsonObject[]): JsonObject =>
  isKeyed(body['t']) ? { ...body, t: change(targetsOf(body)) } : body;

const withMember = (name: string, value: (mark: string) => Json): Edit => {
  return (body, mark) => ({ ...body, [name]: value(mark) });
};

const inObject = (member: string, isRemoval: boolean): Edit => {
  return (body, mark) => {
    const o = isObject(body['o']) ? body['o'] : {};
    if (isRemoval) return member in o ? { ...body, o: without(o, member) } : body;
    return { ...body, o: { ...o, [member]: mark } };
  };
};

const inTarget = (id: string, change: (target: JsonObject, mark: string) => JsonObject): Edit => {
  return (body, mark) =>
    withTargets(body, (list) => list.map((e) => (e['id'] === id ? change(e, mark) : e)));
};

const addTarget = (id: string): Edit => {
  return (body, mark) =>
    body['t'] === undefined
      ? { ...body, t: [{ id, weight: mark }] }
      : withTargets(body, (list) =>
          list.some((e) => e['id'] === id) ? list : [...list, { id, weight: mark }],
        );
};

const removeTarget = (id: string): Edit => {
  return (body) => withTargets(body, (list) => list.filter((e) => e['id'] !== id));
};

const ids = ['a', 'b', 'id-1', 'mine'];

const edits: readonly (readonly [string, Edit])[] = [
  ...PLAIN.flatMap((name): [string, Edit][] => [
    [`set ${name}`, withMember(name, (mark) => (name === 'tags' ? [mark] : mark))],
    [`remove ${name}`, (body) => without(body, name)],
  ]),
  ['append to tags', withMember('tags', (mark) => ['x', mark])],
  ...MEMBERS.flatMap((member): [string, Edit][] => [
    [`set o.${member}`, inObject(member, false)],
    [`remove o.${member}`, inObject(member, true)],
  ]),
  ['remove o', (body) => without(body, 'o')],
  ['make o a text', withMember('o', (mark) => mark)],
  ['make t a plain list', withMember('t', (mark) => [mark])],
  ['remove t', (body) => without(body, 't')],
  ['reverse t', (body) => withTargets(body, (list) => list.toReversed())],
  ...ids.flatMap((id): [string, Edit][] => [
    [`add target ${id}`, addTarget(id)],
    [`remove target ${id}`, removeTarget(id)],
    [`set weight of ${id}`, inTarget(id, (target, weight) => ({ ...target, weight }))],
    [`set note of ${id}`, inTarget(id, (target, note) => ({ ...target, note }))],
    [`remove note of ${id}`, inTarget(id, (target) => without(target, 'note'))],
  ]),
];

/** An edit by its name, so that a counterexample can be read. */
export function editOf(name: string): Edit {
  const found = edits.find(([known]) => known === name);
  if (found === undefined) throw new Error(`no edit "${name}"`);
  return found[1];
}

export const editName: fc.Arbitrary<string> = fc.constantFrom(...edits.map(([name]) => name));
