import { readdirSync } from 'node:fs';

import type { Node, Pair, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

import { seededRandom } from '../../../src/domain/random.js';
import { jsonSchemas } from '../../../src/release/json-schemas.js';
import type { MalformedCase } from './case.js';
import { lineOf } from './case.js';
import { sampleText } from './repository.js';

/** The part of a JSON Schema that says which members there are. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly additionalProperties?: Shape | boolean;
}

/** A member of a schema, and one place of it in the sample. */
interface Member {
  readonly shape: Shape;
  readonly name: string;
  readonly required: boolean;
  readonly file: string;
  readonly text: string;
  /** The object that has the member, or could have it. */
  readonly holder: YAMLMap;
  /** Where the holder stands. */
  readonly keys: readonly (string | number)[];
  readonly pair: Pair<Node, Node | null> | undefined;
}

const random = seededRandom('malformed repositories');

/** Every member of every schema misspelt and given a value of another type, every required one left out. */
export const generatedCases: readonly MalformedCase[] = jsonSchemas().flatMap(
  ({ describes, schema }) =>
    membersOf(schema as Shape, describes).flatMap(({ path, candidates }) => {
      const present = candidates.filter(({ pair }) => pair !== undefined);
      const from = present.length > 0 ? present : candidates;
      const member = from[random.integer(from.length)];
      if (!member) return [];
      return mutationsOf(member).map((one) => ({
        ...one,
        what: `${describes} ${path}: ${one.what}`,
      }));
    }),
);

function membersOf(schema: Shape, describes: string): { path: string; candidates: Member[] }[] {
  const found = new Map<string, Member[]>();
  for (const file of filesOf(describes)) {
    const text = sampleText(file);
    const visit = (shape: Shape, node: unknown, path: string, keys: Member['keys']): void => {
      if (isSeq(node) && shape.items)
        for (const [index, item] of node.items.entries())
          visit(shape.items, item, `${path}[]`, [...keys, index]);
      if (!isMap(node)) return;
      const holder: YAMLMap = node;
      for (const [name, member] of Object.entries(shape.properties ?? {})) {
        const pair = pairOf(holder, name);
        const required = shape.required?.includes(name) ?? false;
        const place = `${path}.${name}`;
        const entry = { shape: member, name, required, file, text, holder, keys, pair };
        found.set(place, [...(found.get(place) ?? []), entry]);
        visit(member, pair?.value, place, [...keys, name]);
      }
      if (typeof shape.additionalProperties === 'object')
        for (const { key, value } of holder.items)
          visit(shape.additionalProperties, value, `${path}.*`, [...keys, String(key)]);
    };
    visit(schema, parseDocument(text).contents, '', []);
  }
  return [...found].map(([path, candidates]) => ({ path: path.slice(1), candidates }));
}

function filesOf(describes: string): string[] {
  const [folder = ''] = describes.split('/*');
  if (folder === describes) return [describes];
  const config = new URL('../../../config/', import.meta.url);
  return readdirSync(new URL(`${folder}/`, config)).map((name) => `${folder}/${name}`);
}

function pairOf(holder: YAMLMap, name: string): Member['pair'] {
  const pair = holder.items.find(({ key }) => isScalar(key) && key.value === name);
  return pair as Member['pair'];
}

function mutationsOf(member: Member): MalformedCase[] {
  const { pair } = member;
  if (!pair) return [added(member)];
  return [
    misspelt(member, pair),
    mistyped(member, pair),
    ...(member.required ? [left(member)] : []),
  ];
}

/** `org_ids` becomes `org_idx`: unknown, and missing where it is required. */
function misspelt(member: Member, { key }: NonNullable<Member['pair']>): MalformedCase {
  const [start, end] = rangeOf(key);
  const name = `${member.name.slice(0, -1)}x`;
  return spliced(member, { start, end, put: name, what: 'misspelt', says: /unknown member/ });
}

function mistyped(member: Member, { key, value }: NonNullable<Member['pair']>): MalformedCase {
  if (!value) throw new Error(`${member.file}: ${member.name} has no value`);
  const [start, end] = rangeOf(value);
  const wasBlock = member.text.slice(start, end).endsWith('\n') ? '\n' : '';
  const put = `${otherType(member.shape)}${wasBlock}`;
  const one = spliced(member, { start, end, put, what: 'of another type', says: /must be/ });
  return { ...one, lines: [lineOf(member.text, rangeOf(key)[0]), lineOf(member.text, start)] };
}

/** Takes a required member away, in the text as the parser writes it again. */
function left({ file, text, keys, name }: Member): MalformedCase {
  const document = parseDocument(text);
  document.deleteIn([...keys, name]);
  const changed = document.toString();
  const holder = parseDocument(changed).getIn(keys, true) as Node;
  const [start, end] = rangeOf(holder);
  // The name under which the holder stands may be on the line before.
  const first = keys.length === 0 ? 1 : lineOf(changed, start) - 1;
  const lines = [first, lineOf(changed, end)] as const;
  return { what: 'left out', changes: { [file]: changed }, file, lines, says: /is missing/ };
}

/** The sample does not have the member: it is added with a value of another type. */
function added(member: Member): MalformedCase {
  const [start] = rangeOf(member.holder);
  const flow = member.text.charAt(start) === '{';
  const indent = ' '.repeat(start - (member.text.lastIndexOf('\n', start - 1) + 1));
  const text = `${member.name}: ${otherType(member.shape)}`;
  const at = flow ? start + 1 : start;
  const put = flow ? ` ${text},` : `${text}\n${indent}`;
  return spliced(member, {
    start: at,
    end: at,
    put,
    what: 'added with another type',
    says: /must be/,
  });
}

function spliced(
  { file, text }: Member,
  edit: { start: number; end: number; put: string; what: string; says: RegExp },
): MalformedCase {
  const { start, end, put, what, says } = edit;
  const line = lineOf(text, start);
  const changed = text.slice(0, start) + put + text.slice(end);
  return { what, changes: { [file]: changed }, file, lines: [line, line], says };
}

function otherType({ type, anyOf = [] }: Shape): string {
  if (anyOf.some((one) => one.type === 'boolean')) return 'plenty';
  if (type === 'string') return '[1]';
  if (type === 'number' || type === 'integer') return 'plenty';
  return type === 'boolean' ? '1' : 'true';
}

function rangeOf(node: Node): [number, number] {
  if (!node.range) throw new Error('a parsed node has a range');
  return [node.range[0], node.range[1]];
}
