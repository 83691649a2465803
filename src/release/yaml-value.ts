import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, Node } from 'yaml';

import type { Json, JsonObject } from '../domain/json.js';
import type { PathSegment } from '../domain/json-path.js';
import { formatPath } from '../domain/json-path.js';

const maximumValues = 100_000;
const maximumDepth = 64;
/** Looking up an anchor walks the document. */
const maximumAliases = 100;

export interface PlainValue {
  readonly value: Json;
  /** Offset of each value's member name or list item, by JSON path. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/**
 * A YAML document as plain JSON with the place of every value. Aliases are followed within a budget of
 * values and of depth, which also ends an alias that contains itself.
 */
export function plainValue(document: Document): PlainValue {
  return new Plain(document).convert();
}

class TooMuch extends Error {}

class Plain {
  private readonly offsets = new Map<string, number>();
  private readonly problems: { path: string; message: string }[] = [];
  private count = 0;
  private aliases = 0;

  constructor(private readonly document: Document) {}

  convert(): PlainValue {
    let value: Json = null;
    try {
      value = this.visit(this.document.contents, []);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      this.problems.push({ path: '', message: error.message });
    }
    return { value, offsets: this.offsets, problems: this.problems };
  }

  private visit(node: unknown, path: readonly PathSegment[]): Json {
    this.count += 1;
    if (this.count > maximumValues) throw new TooMuch(`more than ${maximumValues} values`);
    if (path.length > maximumDepth) throw new TooMuch(`nested more than ${maximumDepth} deep`);
    if (isAlias(node)) return this.follow(node, path);
    if (isMap(node)) return this.visitMap(node.items, path);
    if (isSeq(node))
      return node.items.map((item, index) => {
        this.place(item, [...path, index]);
        return this.visit(item, [...path, index]);
      });
    return this.scalar(isScalar(node) ? node.value : null, path);
  }

  private follow(alias: Alias, path: readonly PathSegment[]): Json {
    this.aliases += 1;
    if (this.aliases > maximumAliases) throw new TooMuch(`more than ${maximumAliases} aliases`);
    const node = alias.resolve(this.document);
    if (node === undefined) this.problem(path, `there is no anchor "${alias.source}"`);
    return this.visit(node ?? null, path);
  }

  private visitMap(
    items: readonly { key: unknown; value: unknown }[],
    path: readonly PathSegment[],
  ): JsonObject {
    const object: JsonObject = {};
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : '';
      this.place(key, [...path, name]);
      if (name === '__proto__' || name === '<<')
        this.problem([...path, name], `a member cannot be named "${name}"`);
      else object[name] = this.visit(value, [...path, name]);
    }
    return object;
  }

  private scalar(value: unknown, path: readonly PathSegment[]): Json {
    if (typeof value === 'number' && (!Number.isFinite(value) || inexact(value)))
      this.problem(path, 'a number that cannot be kept exactly; put it in quotes');
    const plain = ['string', 'number', 'boolean'].includes(typeof value) || value === null;
    return plain ? (value as Json) : null;
  }

  private place(node: unknown, path: readonly PathSegment[]): void {
    const start = (node as Partial<Node> | null)?.range?.[0];
    if (start !== undefined) this.offsets.set(formatPath(path), start);
  }

  private problem(path: readonly PathSegment[], message: string): void {
    this.problems.push({ path: formatPath(path), message });
  }
}

function inexact(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}
