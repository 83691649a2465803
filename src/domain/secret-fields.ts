import { isJsonObject, type Json } from './json.js';
import type { OrgPlan, PathChange, PlanPath, ResourceBase, ResourcePlan } from './org-plan.js';
import { elementsByKey } from './path.js';
import { isElementSegment, memberOfSegment, memberSegment, splitPath } from './path-segment.js';

/**
 * How names of secret members end, in lower case and without separators: `sip_password`, `SIPPassword` and
 * `sippassword` are one. Whatever comes before is allowed; what says something about a secret
 * (`passwordPolicy`, `tokenLifetimeSeconds`, `secretaryQueue`) ends otherwise and is none.
 */
const SECRET_ENDINGS = [
  'passw(?:or)?d',
  'pwd',
  'passphrase',
  'passcode',
  '(?:sip|user|smtp|ldap|db)pass',
  '(?:^|voicemail|agent|user|station|access|security)pin',
  'secret',
  'credential',
  '(?:private|secret|shared|access|api|app|auth|encryption|signing|master|ssh|hmac)key',
  'psk',
  '(?:access|api|auth|bearer|refresh|session|id)?token',
  'authorization',
  'bearer',
  'cookie',
  'connectionstring',
];
// `passwords`, `privateKeyPem`, `password2`, `tokenValue` are secrets as well.
const FORMS = '(?:value|hash|text|plaintext|pem|base64|encrypted|header|string)?';
const SECRET_NAME = new RegExp(`(?:${SECRET_ENDINGS.join('|')})${FORMS}\\d*$`);
const SEVERAL = new RegExp(
  '(?:passwords|passwds|passphrases|passcodes|secrets|credentials|privatekeys|apikeys|cookies|' +
    '(?:access|api|auth|bearer|refresh|session)tokens|^tokens)$',
);

/** True for the name of a member that holds a secret. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return SECRET_NAME.test(plain) || SEVERAL.test(plain);
}

/**
 * A copy of a JSON value without its secret members, at any depth; the value itself where it has none. A member
 * that is true or false says that there is a secret, not which one, and stays.
 */
export function withoutSecretFields<Value extends Json>(value: Value): Value {
  return stripped(value) as Value;
}

/** Paths of the secret members in a value, each below the path of the value. */
export function secretFieldsOf(value: Json, below: PlanPath = ''): PlanPath[] {
  if (Array.isArray(value)) {
    const elements = [...(elementsByKey(value) ?? [])];
    const named =
      elements.length > 0 ? elements : value.map((item, at) => [`${at}`, item] as const);
    return named.flatMap(([segment, item]) => secretFieldsOf(item, `${below}/${segment}`));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = `${below}/${memberSegment(name)}`;
    return isSecretMember(name, member) ? [path] : secretFieldsOf(member, path);
  });
}

/** Places in a plan that name a secret field or hold one, as `<resource key> <path>`; no values. */
export function secretFieldsOfPlan(plan: Pick<OrgPlan, 'resources'>): string[] {
  return plan.resources.flatMap((resource) =>
    [...new Set(secretFieldsOfResource(resource))].map((path) => `${resource.key} ${path}`),
  );
}

/** A base without the values of secret fields. */
export function withoutSecretValues(base: ResourceBase): ResourceBase {
  const values = Object.entries(base.values)
    .filter(([path, value]) => !isSecretPath(path, [value]))
    .map(([path, value]) => [path, withoutSecretFields(value)] as const);
  return { ...base, values: Object.fromEntries(values) };
}

function secretFieldsOfResource({ desired, changes, held }: ResourcePlan): PlanPath[] {
  return [
    ...secretFieldsOf(desired),
    ...changes.flatMap(({ path, from, to }: PathChange) => secretFieldsAt(path, [from, to])),
    ...held.flatMap(({ path, live, desired: target }) => secretFieldsAt(path, [live, target])),
  ];
}

function secretFieldsAt(path: PlanPath, values: readonly (Json | undefined)[]): PlanPath[] {
  if (isSecretPath(path, values)) return [path];
  return values.flatMap((value) => (value === undefined ? [] : secretFieldsOf(value, path)));
}

/** True where a member on the way is secret, or the last one with any of these values. */
function isSecretPath(path: PlanPath, values: readonly (Json | undefined)[]): boolean {
  const names = splitPath(path).map((segment) =>
    isElementSegment(segment) ? '' : memberOfSegment(segment),
  );
  const last = names.pop() ?? '';
  if (names.some(isSecretName)) return true;
  return values.some((value) => value !== undefined && isSecretMember(last, value));
}

/** True for a member whose value is a secret: one that is true or false only says whether there is one. */
export function isSecretMember(name: string, value: Json): boolean {
  return typeof value !== 'boolean' && isSecretName(name);
}

function stripped(value: Json): Json {
  if (Array.isArray(value)) return sameIfUnchanged(value, value.map(stripped));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value);
  const left = members
    .filter(([name, member]) => !isSecretMember(name, member))
    .map(([name, member]) => [name, stripped(member)] as const);
  const unchanged =
    left.length === members.length && left.every(([, member], at) => member === members[at]?.[1]);
  return unchanged ? value : Object.fromEntries(left);
}

function sameIfUnchanged(before: Json[], after: Json[]): Json[] {
  return after.every((item, at) => item === before[at]) ? before : after;
}
