import type { Json, JsonObject } from '../../domain/json.js';
import { isJsonObject } from '../../domain/json.js';
import type { PathSegment } from '../../domain/json-path.js';
import { formatPath } from '../../domain/json-path.js';
import { isReference } from '../../domain/reference.js';
import { isSecretMember } from '../../domain/secret-fields.js';
import type { allowedLiterals } from '../schema/component.js';
import { hostIn, phoneNumberIn } from './address.js';
import type { PlatformIds } from './platform-id.js';
import { typeNamesHolder } from './platform-id.js';
import { secretIn } from './secret.js';

export type LiteralKind = (typeof allowedLiterals)[number];

/** Something in a template that should not stand there as it is. */
export interface Literal {
  /** Null where nothing allows it. */
  readonly kind: LiteralKind | null;
  readonly path: string;
  readonly message: string;
}

const maximumQuoted = 60;

/**
 * Literals of a template, or of an override that stands at a place of its file, that belong to one org or environment,
 * secrets, and what is reserved.
 */
export function literalsIn(
  template: Json,
  ids: PlatformIds,
  place: readonly PathSegment[] = [],
): Literal[] {
  return new Reader(ids).read(template, place);
}

class Reader {
  private readonly found: Literal[] = [];

  constructor(private readonly ids: PlatformIds) {}

  read(template: Json, place: readonly PathSegment[]): Literal[] {
    this.visit(template, place, '');
    return this.found;
  }

  /** `name` is that of the member, which a list's items have from the list. */
  private visit(value: Json, path: readonly PathSegment[], name: string): void {
    if (isReference(value)) return;
    if (Array.isArray(value))
      return value.forEach((item, index) => this.visit(item, [...path, index], name));
    if (isJsonObject(value)) return this.visitObject(value, path);
    if (typeof value === 'string' || typeof value === 'number') this.visitScalar(value, path, name);
  }

  private visitObject(object: JsonObject, path: readonly PathSegment[]): void {
    const names = Object.keys(object);
    if (names.includes('file') && names.every((name) => ['file', 'sha256'].includes(name)))
      return this.add(null, path, reserved);
    for (const [name, member] of Object.entries(object)) {
      const isId = name === 'id' && typeNamesHolder(object['type']);
      this.visitScalar(name, [...path, name], '');
      if (isSecretMember(name, member)) {
        this.add(null, [...path, name], secretMessage(secretIn(name, member) ?? named));
        continue;
      }
      this.visit(member, [...path, name], isId ? 'orgId' : name);
    }
  }

  private visitScalar(value: string | number, path: readonly PathSegment[], name: string): void {
    const secret = secretIn(name, value);
    if (secret !== null) return this.add(null, path, secretMessage(secret));
    // What a variable stands for comes from the environment, where it belongs: a mark takes its place.
    const text = String(value).replace(/\{\{[^{}]*\}\}/g, '\uFFFC');
    const id = this.ids.in(name, text);
    const phone = id === null ? phoneNumberIn(name, text) : null;
    const host = id === null && phone === null ? hostIn(name, text) : null;
    if (id !== null) this.add('platform_id', path, message.platform_id(quoted(id)));
    if (phone !== null) this.add('phone_number', path, message.phone_number(quoted(phone)));
    if (host !== null) this.add('host', path, message.host(quoted(host)));
  }

  private add(kind: LiteralKind | null, path: readonly PathSegment[], message: string): void {
    this.found.push({ kind, path: formatPath(path), message });
  }
}

const message: Readonly<Record<LiteralKind, (literal: string) => string>> = {
  platform_id: (literal) =>
    `${literal} looks like an id that a platform gave, which differs from org to org: write { ref: kind/name }, or a variable, or allow platform_id where the component names the template`,
  phone_number: (literal) =>
    `${literal} looks like a phone number, which belongs to one environment: write a variable such as {{SUPPORT_NUMBER}}, or allow phone_number where the component names the template`,
  host: (literal) =>
    `${literal} looks like a host, URL or IP address, which belongs to one environment: write a variable such as {{SIP_HOST}}, or allow host where the component names the template`,
};

const reserved =
  '{ file, sha256 } is reserved for binary content such as audio prompts, which is not delivered yet: put it on the platform by hand, and leave the member out';

/** The ledger takes no plan that names such a member, whatever it holds: a rollout would be refused. */
const named = 'by its name, and the ledger takes no plan with such a member';

function secretMessage(what: string): string {
  return `looks like a secret (${what}), which stays on the platform and never in a repository: leave the member out, and change the secret where it was a real one`;
}

function quoted(literal: string): string {
  const text = literal.replaceAll('\uFFFC', '…');
  return `"${text.length > maximumQuoted ? `${text.slice(0, maximumQuoted)}…` : text}"`;
}
