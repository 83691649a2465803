import type { Json } from './json.js';

/** Members that the platform keeps by itself, at the top of a body. */
const owned: ReadonlySet<string> = new Set([
  'id',
  'version',
  'state',
  'etag',
  'createdBy',
  'modifiedBy',
]);
const dated = /^date[A-Z]|^(created|modified|updated|published|last\w*)(At|On|Date|Time)$/;

/** True for what the platform gives and nobody configures; links to itself anywhere, the rest at the top. */
export function isPlatformOwned(member: string, depth: number): boolean {
  if (member === 'selfUri' || member === '_links') return true;
  return depth === 0 && (owned.has(member) || dated.test(member));
}

/** What a repository's templates may hold; whoever checks templates decides. */
export interface LiteralRules {
  /** True for what belongs to one org or environment: an address, a number, an id. */
  readonly isLocal: (member: string, value: string | number) => boolean;
  /** True for what stays on the platform. */
  readonly isSecret: (member: string, value: string | number) => boolean;
  /** Which name a member `id` counts by, beside a `type` in the same object. */
  readonly idMember: (type: Json | undefined) => string;
}

/** True for text that a template would take for a variable; there is no other way to write it. */
export function looksLikeVariable(text: string): boolean {
  return text.includes('{{');
}

export function isScalar(value: Json): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}
