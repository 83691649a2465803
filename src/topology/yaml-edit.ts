import { isCollection, isMap, isNode, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Document, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { sameJson } from '../domain/equality.js';
import type { Json, JsonObject } from '../domain/json.js';
import type { PathSegment } from '../domain/json-path.js';
import { yamlStyle } from './yaml-style.js';

export type YamlPath = readonly PathSegment[];

/**
 * `set` makes the maps on its way, `append` the list; `merge` sets several members of a map at once; `drop` takes an
 * item out of a list by its value.
 */
export type YamlEdit =
  | { readonly op: 'set' | 'append' | 'drop'; readonly path: YamlPath; readonly value: Json }
  | { readonly op: 'merge'; readonly path: YamlPath; readonly value: JsonObject }
  | { readonly op: 'remove'; readonly path: YamlPath };

/**
 * Edits YAML as a person would: only the characters that have to change. Where that does not give what was meant (an
 * alias, a comment in an odd place), the whole file is written anew, with its comments. Throws for text that is no
 * YAML, and for a path through something that is no collection.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string {
  return edits.reduce(applyEdit, text);
}

type PlainEdit =
  | { readonly op: 'set' | 'append'; readonly path: YamlPath; readonly value: Json }
  | { readonly op: 'remove'; readonly path: YamlPath };

function applyEdit(text: string, edit: YamlEdit): string {
  return plainEdits(read(text), edit).reduce(applyPlain, text);
}

function applyPlain(text: string, edit: PlainEdit): string {
  const meant = read(text);
  applyToDocument(meant, edit);
  const spliced = splice(text, read(text), edit);
  if (spliced !== null) {
    const result = parseDocument(spliced);
    const isMeant = result.errors.length === 0 && sameJson(jsonOf(result), jsonOf(meant));
    if (isMeant) return spliced;
  }
  return meant.toString({ lineWidth: 0 });
}

function read(text: string): Document {
  const document = parseDocument(text, yamlStyle);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document;
}

function jsonOf(document: Document): Json {
  return document.toJS() as Json;
}

/** A drop as a removal by position, a merge as one member where there is no map yet, else as one for each. */
function plainEdits(document: Document, edit: YamlEdit): PlainEdit[] {
  if (edit.op !== 'drop' && edit.op !== 'merge') return [edit as PlainEdit];
  const { path } = edit;
  const found = document.getIn(path, true);
  if (edit.op === 'merge') {
    if (!isMap(found)) return [{ op: 'set', path, value: edit.value }];
    return Object.entries(edit.value).map(([name, value]) => ({
      op: 'set',
      path: [...path, name],
      value,
    }));
  }
  const values = isSeq(found) ? (found.toJS(document) as Json[]) : [];
  const at = values.findIndex((value) => sameJson(value, edit.value));
  return at < 0 ? [] : [{ op: 'remove', path: [...path, at] }];
}

function applyToDocument(document: Document, edit: PlainEdit): void {
  switch (edit.op) {
    case 'set':
      document.setIn(edit.path, document.createNode(edit.value));
      return;
    case 'append':
      if (isSeq(document.getIn(edit.path, true)))
        document.addIn(edit.path, document.createNode(edit.value));
      else document.setIn(edit.path, document.createNode([edit.value]));
      return;
    case 'remove':
      document.deleteIn(edit.path);
      return;
    default:
      edit satisfies never;
  }
}

/** Null where only the whole file can be written anew. */
function splice(text: string, document: Document, edit: PlainEdit): string | null {
  if (edit.op === 'remove') return spliceOut(text, document, edit.path);
  const found = document.getIn(edit.path, true);
  if (edit.op === 'append')
    return isSeq(found)
      ? addItem(text, found, edit.value)
      : addPair(text, document, edit.path, [edit.value]);
  if (!isNode(found)) return addPair(text, document, edit.path, edit.value);
  const range = isScalar(found) ? found.range : null;
  if (!range) return null;
  return text.slice(0, range[0]) + itemText(edit.value, true) + text.slice(range[1]);
}

/** Adds the member that is missing nearest to the root, with all that is below it. */
function addPair(text: string, document: Document, path: YamlPath, value: Json): string | null {
  const depth = path.findIndex((_, at) => !isNode(document.getIn(path.slice(0, at + 1), true)));
  const map = depth <= 0 ? document.contents : document.getIn(path.slice(0, depth), true);
  if (!isMap(map) || depth < 0) return null;
  const below = path
    .slice(depth + 1)
    .reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
  const pair = { [String(path[depth])]: below };
  const last = map.items.at(-1)?.value;
  if (map.flow === true) return addToFlow(text, map, pairText(pair, true), ['{ ', ' }']);
  const asFlow = isMap(last) && last.flow === true;
  return addToBlock(text, map, pairText(pair, asFlow));
}

function addItem(text: string, list: YAMLSeq, value: Json): string | null {
  if (list.flow === true) return addToFlow(text, list, itemText(value, true), ['[', ']']);
  const last = list.items.at(-1);
  const asFlow = isCollection(last) && last.flow === true;
  const lines = itemText(value, asFlow).split('\n');
  return addToBlock(text, list, `- ${lines.join('\n  ')}`);
}

function addToFlow(
  text: string,
  collection: YAMLMap | YAMLSeq,
  added: string,
  [open, close]: readonly [string, string],
): string | null {
  const last = endOf(collection.items.at(-1));
  const { range } = collection;
  if (last !== null) return `${text.slice(0, last)}, ${added}${text.slice(last)}`;
  if (!range) return null;
  return text.slice(0, range[0]) + open + added + close + text.slice(range[1]);
}

function addToBlock(text: string, collection: YAMLMap | YAMLSeq, added: string): string | null {
  const first = startOf(collection.items[0]);
  const end = endOf(collection.items.at(-1));
  if (first === null || end === null) return null;
  // An item of a list starts after its dash.
  const line = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
  const indent = isSeq(collection) ? line.replace(/-\s*$/, '') : line.replace(/[^ ]/g, ' ');
  const at = endOfLine(text, end);
  const block = added
    .split('\n')
    .map((one) => (one === '' ? one : indent.replace(/[^ ]/g, ' ') + one));
  return `${text.slice(0, at)}\n${block.join('\n')}${text.slice(at)}`;
}

function spliceOut(text: string, document: Document, path: YamlPath): string | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isCollection(parent) || parent.items.length < 2) return null;
  const at = isMap(parent)
    ? parent.items.findIndex((pair) => keyOf(pair) === path.at(-1))
    : Number(path.at(-1));
  const [before, item, after] = [parent.items[at - 1], parent.items[at], parent.items[at + 1]];
  const start = startOf(item);
  const end = endOf(item);
  if (start === null || end === null) return null;
  if (parent.flow === true) {
    const from = before === undefined ? start : (endOf(before) ?? start);
    const to = before === undefined ? (startOf(after) ?? end) : end;
    return text.slice(0, from) + text.slice(to);
  }
  const from = text.lastIndexOf('\n', start - 1) + 1;
  return text.slice(0, from) + text.slice(endOfLine(text, end) + 1);
}

function keyOf(pair: Pair): unknown {
  return isScalar(pair.key) ? pair.key.value : null;
}

function startOf(item: unknown): number | null {
  const node = isPairLike(item) ? item.key : item;
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** Where the last character of an item's value is, without what follows it. */
function endOf(item: unknown): number | null {
  const node = isPairLike(item) ? (item.value ?? item.key) : item;
  if (!isNode(node)) return null;
  if (isCollection(node) && node.flow !== true && node.items.length > 0)
    return endOf(node.items.at(-1));
  return node.range?.[1] ?? null;
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && !isNode(item);
}

/** The end of the line that a value ends on; a block of text ends with its newline already. */
function endOfLine(text: string, end: number): number {
  const from = text[end - 1] === '\n' ? end - 1 : end;
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

function pairText(pair: { readonly [name: string]: Json }, asFlow: boolean): string {
  const style = asFlow ? 'flow' : 'any';
  const written = stringify(pair, { ...yamlStyle, collectionStyle: style, lineWidth: 0 }).trimEnd();
  return asFlow ? written.slice(2, -2) : written;
}

function itemText(value: Json, asFlow: boolean): string {
  if (!asFlow) return stringify(value, { ...yamlStyle, lineWidth: 0 }).trimEnd();
  return pairText({ k: value }, true).slice(3);
}
