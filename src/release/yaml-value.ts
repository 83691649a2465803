import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, Node } from 'yaml';

import type { Json, JsonObject } from '../domain/json.js';
import type { PathSegment } from '../domain/json-path.js';
import { formatPath } from '../domain/json-path.js';
import { maximumDepth } from './source-text.js';
import { scalarProblem, textProblem } from './yaml-scalar.js';

const maximumValues = 100_000;
/** Looking up an anchor walks the document. */
const maximumAliases = 100;

/** Names that objects inherit or YAML gives a meaning: as members they are a mistake or an attack. */
const refusedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', '<<']);

export interface ValueProblem {
  readonly path: string;
  readonly message: string;
  /** Where it is, for what the path alone does not place. */
  readonly offset?: number | undefined;
}

export interface PlainValue {
  readonly value: Json;
  /** Offset of each value's member name or list item, by JSON path. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly problems: readonly ValueProblem[];
}

/**
 * A YAML document as plain JSON with the place of every value. Aliases are followed within a budget of
 * values and of depth, which also ends an alias that contains itself.
 */
export function plainValue(document: Document, options: { json: boolean }): PlainValue {
  return new Plain(document, options.json).convert();
}

class TooMuch extends Error {
  constructor(
    message: string,
    readonly path: readonly PathSegment[],
  ) {
    super(message);
  }
}

class Plain {
  private readonly offsets = new Map<string, number>();
  private readonly problems: ValueProblem[] = [];
  private count = 0;
  private aliases = 0;
  /** The alias that is being followed and is not inside another one. */
  private outermost: { alias: Alias; path: readonly PathSegment[] } | null = null;

  constructor(
    private readonly document: Document,
    private readonly json: boolean,
  ) {}

  convert(): PlainValue {
    let value: Json = null;
    try {
      value = this.visit(this.document.contents, []);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      // What an alias unfolds to stands elsewhere: the alias is what somebody has to change.
      const path = formatPath(this.outermost?.path ?? error.path);
      const offset = this.outermost?.alias.range?.[0];
      this.problems.push({ path, message: error.message, offset });
    }
    return { value, offsets: this.offsets, problems: this.problems };
  }

  private visit(node: unknown, path: readonly PathSegment[]): Json {
    this.count += 1;
    if (this.count > maximumValues) throw new TooMuch(`more than ${maximumValues} values`, path);
    if (path.length > maximumDepth)
      throw new TooMuch(`nested more than ${maximumDepth} deep`, path.slice(0, maximumDepth));
    if (isAlias(node)) return this.follow(node, path);
    if (isMap(node)) return this.visitMap(node.items, path);
    if (isSeq(node))
      return node.items.map((item, index) => {
        this.place(item, [...path, index]);
        return this.visit(item, [...path, index]);
      });
    return this.scalar(node, path);
  }

  private follow(alias: Alias, path: readonly PathSegment[]): Json {
    const outer = this.outermost;
    this.outermost ??= { alias, path };
    this.aliases += 1;
    if (this.aliases > maximumAliases)
      throw new TooMuch(`more than ${maximumAliases} aliases`, path);
    const node = alias.resolve(this.document);
    if (node === undefined) this.problem(path, `there is no anchor "${alias.source}"`);
    const value = this.visit(node ?? null, path);
    this.outermost = outer;
    return value;
  }

  private visitMap(
    items: readonly { key: unknown; value: unknown }[],
    path: readonly PathSegment[],
  ): JsonObject {
    const object: JsonObject = {};
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : '';
      const memberPath = [...path, name];
      const twice = Object.hasOwn(object, name);
      this.place(key, memberPath);
      const wrong = textProblem(name);
      if (wrong !== null) this.problem(path, `the name of a member ${wrong}`);
      if (twice) this.problem(memberPath, `the member "${name}" is there twice`);
      else if (refusedNames.has(name))
        this.problem(memberPath, `a member cannot be named "${name}"`);
      else object[name] = this.visit(value, memberPath);
    }
    return object;
  }

  private scalar(node: unknown, path: readonly PathSegment[]): Json {
    if (!isScalar(node)) return null;
    const wrong = scalarProblem(node, this.json);
    if (wrong !== null) this.problem(path, wrong);
    const { value } = node;
    const plain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
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
