import { isJsonObject, type Json, type JsonObject } from './json.js';
import type { PlanPath } from './org-plan.js';
import { getAt } from './path.js';
import { idOfSegment, isElementSegment, memberOfSegment, splitPath } from './path-segment.js';
import { isReference } from './reference.js';
import { parseKey } from './resource-key.js';

/** What one org calls things: the key behind a platform id, and the group whose keys are shown without it. */
export interface OrgNames {
  readonly group: string;
  readonly keyOfId: (id: string) => string | undefined;
}

/** Stands in the place of a value that nobody should read in a plan. */
export const SECRET = '(secret)';

const SECRET_MEMBER = /passw(or)?d|passphrase|secret|token|credential|api_?key|private_?key/i;
/** Shorter texts are too likely to be an ordinary value that an id happens to equal. */
const SHORTEST_ID = 8;

/** A key as an org's own people say it: `queue/main` for its own group's, the full key for another's. */
export function shortKey(key: string, group: string): string {
  const parts = parseKey(key);
  return parts?.group === group ? `${parts.kind}/${parts.name}` : key;
}

/** A value as it is shown: `{ref: key}` in the place of ids whose key is known, secrets masked. */
export function shownValue(value: Json, names: OrgNames): Json {
  if (typeof value === 'string') {
    const key = value.length < SHORTEST_ID ? undefined : names.keyOfId(value);
    return key === undefined ? value : { ref: shortKey(key, names.group) };
  }
  if (isReference(value)) return { ref: shortKey(value.ref, names.group) };
  if (Array.isArray(value)) return value.map((item) => shownValue(item, names));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_MEMBER.test(name) ? SECRET : shownValue(member, names),
    ]),
  );
}

/** True where a member on the path is named like a secret. */
export function isSecretPath(path: PlanPath): boolean {
  return splitPath(path).some(
    (segment) => !isElementSegment(segment) && SECRET_MEMBER.test(memberOfSegment(segment)),
  );
}

/**
 * A path for people: `blocks[block_001 "Welcome"]/properties/value`, `targets[queue/main]/weight`. Elements go by
 * their key where it is known, and show the label that the template (or, once it is gone from there, `other`) has.
 */
export function shownPath(
  path: PlanPath,
  names: OrgNames,
  body: JsonObject,
  other: Json | undefined,
): string {
  let at = '';
  return splitPath(path).reduce((text, segment) => {
    at += `/${segment}`;
    if (!isElementSegment(segment)) {
      const name = memberOfSegment(segment);
      return text === '' ? name : `${text}/${name}`;
    }
    const label = labelOf(getAt(body, at)) ?? (at === path ? labelOf(other) : null);
    return `${text}[${idText(segment, names)}${label === null ? '' : ` "${label}"`}]`;
  }, '');
}

function idText(segment: string, names: OrgNames): string {
  const shown = shownValue(idOfSegment(segment), names);
  if (isReference(shown)) return shown.ref;
  return typeof shown === 'string' ? shown : JSON.stringify(shown);
}

function labelOf(element: Json | undefined): string | null {
  const label = isJsonObject(element) ? (element['label'] ?? element['name']) : undefined;
  return typeof label === 'string' && label !== '' ? label : null;
}
