import { isPlatformOwned, looksLikeVariable, type LiteralRules } from './extract-rules.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';
import { formatPath, type PathSegment } from './json-path.js';
import { isSecretName } from './secret-fields.js';

export type Leave = (path: string, reason: string) => void;

/** A live body without what a template cannot or must not say; all but the platform's own members is reported. */
export function plainBody(
  body: JsonObject,
  rules: Pick<LiteralRules, 'isSecret'>,
  leave: Leave,
): JsonObject {
  return new Plain(rules, leave).object(body, []) ?? {};
}

class Plain {
  constructor(
    private readonly rules: Pick<LiteralRules, 'isSecret'>,
    private readonly leave: Leave,
  ) {}

  /** Undefined where nothing of the value can be said. `member` is the name of a list for its items, too. */
  private value(value: Json, path: readonly PathSegment[], member: string): Json | undefined {
    if (value === null) return undefined;
    if (Array.isArray(value)) return this.list(value, path, member);
    if (isJsonObject(value)) return this.object(value, path);
    if (typeof value === 'boolean') return value;
    if (this.rules.isSecret(member, value)) this.leave(formatPath(path), 'looks like a secret');
    else if (typeof value !== 'string' || !looksLikeVariable(value)) return value;
    else this.leave(formatPath(path), 'a template would take it for a variable');
    return undefined;
  }

  object(object: JsonObject, path: readonly PathSegment[]): JsonObject | undefined {
    if (Object.hasOwn(object, 'ref')) {
      this.leave(formatPath(path), 'has a member `ref`, which templates keep for references');
      return undefined;
    }
    const plain: JsonObject = {};
    for (const [name, member] of Object.entries(object)) {
      if (isPlatformOwned(name, path.length)) continue;
      const at = [...path, name];
      if (isSecretName(name)) this.leave(formatPath(at), 'is secret by its name');
      else if (looksLikeVariable(name))
        this.leave(formatPath(at), 'its name looks like a variable');
      else {
        const kept = this.value(member, at, name);
        if (kept !== undefined) plain[name] = kept;
      }
    }
    return plain;
  }

  /** A list is said as a whole, or not at all: an element that is missing would be an element to remove. */
  private list(
    list: readonly Json[],
    path: readonly PathSegment[],
    member: string,
  ): Json[] | undefined {
    const plain: Json[] = [];
    for (const [index, item] of list.entries()) {
      const kept = this.value(item, [...path, index], member);
      if (kept === undefined) {
        this.leave(formatPath(path), 'holds an element that a template cannot say');
        return undefined;
      }
      plain.push(kept);
    }
    return plain;
  }
}
