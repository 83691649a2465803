import type { Json, JsonObject } from '../../src/domain/json.js';

/**
 * A body read as flat slots, by rules of its own and without the domain's paths, so that it can judge them:
 * `s0`, `s1`, `tags`; `o.p`, `o.q`, or `o` where it is no object; `t.<id>.id|weight|note` for a keyed list of
 * targets, or `t` where it is no such list. An empty object or list has no slot. Values are JSON text.
 */
export type Slots = ReadonlyMap<string, string>;

export const PLAIN = ['s0', 's1', 'tags'] as const;
export const MEMBERS = ['p', 'q'] as const;
export const PARTS = ['id', 'weight', 'note'] as const;

export function readSlots(body: JsonObject | undefined): Slots {
  const slots = new Map<string, string>();
  const put = (slot: string, value: Json | undefined): void => {
    if (value !== undefined) slots.set(slot, JSON.stringify(value));
  };
  for (const name of PLAIN) put(name, body?.[name]);
  const { o, t } = body ?? {};
  if (isObject(o)) for (const member of MEMBERS) put(`o.${member}`, o[member]);
  else put('o', o);
  if (isKeyed(t)) {
    for (const element of t)
      for (const part of PARTS) put(`t.${idOf(element)}.${part}`, element[part]);
  } else if (!Array.isArray(t) || t.length > 0) put('t', t);
  return slots;
}

/** The targets' ids in their order. */
export function orderOf(body: JsonObject | undefined): string[] {
  const t = body?.['t'];
  return isKeyed(t) ? t.map(idOf) : [];
}

function idOf({ id }: JsonObject): string {
  return typeof id === 'string' ? id : JSON.stringify(id);
}

/** The place that goes or stays as a whole around a slot: the target of a list, else the slot itself. */
export function wholeOf(slot: string): string {
  return slot.startsWith('t.') ? slot.split('.').slice(0, 2).join('.') : slot;
}

/** The object or list that a slot is in. */
export function containerOf(slot: string): string {
  return slot.split('.')[0] ?? slot;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isKeyed(value: Json | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every((e) => isObject(e) && 'id' in e);
}
