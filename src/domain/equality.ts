import { isJsonObject, type Json } from './json.js';
import { elementsByKey } from './path.js';
import { isReference } from './reference.js';

type SameList = (left: Json[], right: Json[]) => boolean;

/** True for the same JSON: members in any order, lists in the same order. Undefined equals itself only. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  return same(left, right, sameInOrder);
}

/** As `sameJson`, but the elements of keyed lists may come in any order: order is not managed. */
export function sameConfiguration(left: Json | undefined, right: Json | undefined): boolean {
  return same(left, right, sameByKey);
}

/**
 * True where a live value is what a template asks for. An empty object asks for nothing but that an
 * object be there: what others put into it is not managed.
 */
export function satisfies(live: Json | undefined, desired: Json): boolean {
  const asksForAnyObject = isJsonObject(desired) && Object.keys(desired).length === 0;
  const isObject = isJsonObject(live) && !isReference(live);
  return (asksForAnyObject && isObject) || sameConfiguration(live, desired);
}

function same(left: Json | undefined, right: Json | undefined, sameList: SameList): boolean {
  if (Array.isArray(left) && Array.isArray(right)) return sameList(left, right);
  if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name], sameList))
  );
}

function sameInOrder(left: Json[], right: Json[]): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => same(item, right[index], sameInOrder))
  );
}

function sameByKey(left: Json[], right: Json[]): boolean {
  const rightByKey = elementsByKey(right);
  const leftByKey = elementsByKey(left);
  if (rightByKey === null || leftByKey === null) {
    return (
      left.length === right.length && left.every((item, at) => sameConfiguration(item, right[at]))
    );
  }
  return (
    leftByKey.size === rightByKey.size &&
    [...leftByKey].every(([key, item]) => sameConfiguration(item, rightByKey.get(key)))
  );
}
