import type { Json } from '../../domain/json.js';
import { ResourceKind } from '../../domain/resource.js';
import type { Draft } from '../draft.js';
import { wordsOf } from './member-name.js';

const uuid = /(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/i;

/** What platforms give ids to, as members name it before `Id`. */
const holders: ReadonlySet<string> = new Set([
  ...Object.values(ResourceKind).map((kind) => kind.replaceAll('_', ' ')),
  ...'user agent division org organization site edge brand tenant'.split(' '),
]);

/** Finds ids that a platform gave, which name something in one org of one environment only. */
export class PlatformIds {
  private readonly realOrgs: readonly string[];

  constructor(draft: Pick<Draft, 'environments'>) {
    const orgs = Object.values(draft.environments).flatMap(({ orgs }) => Object.values(orgs));
    // A short id without a digit may be any word.
    const ids = orgs.map(({ realOrgId }) => realOrgId);
    this.realOrgs = [...new Set(ids)].filter((id) => id.length >= 6 && /\d/.test(id));
  }

  /** An id in a text or number, null where there is none. Variables are left out of a text. */
  in(name: string, value: string | number): string | null {
    const text = String(value);
    const found = uuid.exec(text)?.[0] ?? this.realOrgs.find((id) => holds(text, id));
    if (found !== undefined) return found;
    const words = wordsOf(name);
    const named = /^ids?$/.test(words.at(-1) ?? '') && holders.has(words.slice(0, -1).join(' '));
    return named && /^[^\uFFFC]+$/.test(text) ? text : null;
  }
}

/** True for `{type: Queue, id: …}`, where the id is that of a managed kind of resource. */
export function typeNamesHolder(type: Json | undefined): boolean {
  return typeof type === 'string' && holders.has(wordsOf(type).join(' '));
}

function holds(text: string, id: string): boolean {
  const start = text.indexOf(id);
  if (start < 0) return false;
  const alphanumeric = /[A-Za-z0-9]/;
  return (
    !alphanumeric.test(text.charAt(start - 1)) && !alphanumeric.test(text.charAt(start + id.length))
  );
}
