import { LineCounter, parseDocument } from 'yaml';
import type { Document, YAMLError } from 'yaml';

import type { Json } from '../domain/json.js';
import { parentPath } from '../domain/json-path.js';
import type { Finding } from '../domain/release-model.js';
import { jsonSyntaxProblem } from './json-syntax.js';
import type { SyntaxProblem } from './json-syntax.js';
import type { SourceFile } from './source-file.js';
import { decodeText } from './source-text.js';
import type { PlainValue } from './yaml-value.js';
import { plainValue } from './yaml-value.js';

/** One mistake can make the parser complain about every line after it. */
const maximumSyntaxFindings = 20;

/** A parsed YAML or JSON file that knows where each of its values stands. */
export interface SourceDocument {
  readonly file: string;
  readonly value: Json;
  /** Line and column of a JSON path, or of the nearest thing around it that exists. */
  locate(path: string): Pick<Finding, 'line' | 'column'>;
}

export type ReadResult =
  | { readonly ok: true; readonly document: SourceDocument }
  | { readonly ok: false; readonly findings: Finding[] };

type Place = Pick<Finding, 'line' | 'column'>;

/** Reads a configuration file, YAML or JSON (which is YAML too). Never throws for what the file says. */
export function readDocument(file: string, source: SourceFile): ReadResult {
  if (source.bytes === null) return refused(file, source.refused, { line: null, column: null });
  const decoded = decodeText(source.bytes);
  if (!decoded.ok) return refused(file, decoded.message, { line: decoded.line, column: 1 });
  return readText(file, decoded.text);
}

function readText(file: string, text: string): ReadResult {
  const json = file.endsWith('.json');
  const wrong = json && text.trim() !== '' ? jsonSyntaxProblem(text) : null;
  if (wrong) return refused(file, wrong.message, placeIn(text, wrong.offset));
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: false,
    // The parser compares each key with every other; ours are looked up while values are read.
    uniqueKeys: false,
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = syntaxProblems(parsed);
  if (syntax.length > 0)
    return {
      ok: false,
      findings: syntax.map(({ offset, message }) => ({ file, ...at(offset), path: '', message })),
    };
  if (parsed.contents === null) return refused(file, 'is empty', { line: 1, column: 1 });
  const plain = plainValue(parsed, { json });
  const locate = (path: string): Place => {
    const offset = nearestOffset(plain, path);
    return offset === undefined ? { line: 1, column: 1 } : at(offset);
  };
  const findings = plain.problems.map(({ path, message, offset }): Finding => {
    const place = offset === undefined ? locate(path) : at(offset);
    return { file, ...place, path, message };
  });
  if (findings.length > 0) return { ok: false, findings };
  return { ok: true, document: { file, value: plain.value, locate } };
}

function syntaxProblems(parsed: Document.Parsed): SyntaxProblem[] {
  const found = [...parsed.errors, ...parsed.warnings];
  // The parser recurses, so that a file of brackets exhausts the stack before our own limit counts.
  const deep = found.find(({ message }) => message.includes('call stack'));
  if (deep) return [{ offset: deep.pos[0], message: 'is nested too deeply' }];
  if (parsed.directives?.yaml.explicit === true && parsed.directives.yaml.version !== '1.2')
    return [{ offset: 0, message: 'is read as YAML 1.2: take the %YAML line away' }];
  return found
    .slice(0, maximumSyntaxFindings)
    .map((error) => ({ offset: error.pos[0], message: inWords(error) }));
}

/** The parser's words are for whoever calls it, where they differ. */
function inWords({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS')
    return 'multiple documents in one file: only one is read; take "---" and what follows away';
  if (code === 'TAB_AS_INDENT') return 'tabs are not allowed as indentation in YAML: use spaces';
  if (code === 'TAG_RESOLVE_FAILED') return `${message}: tags are not read; write the plain value`;
  return code === 'NON_STRING_KEY' ? 'the name of a member is text' : message;
}

function nearestOffset({ offsets }: PlainValue, path: string): number | undefined {
  for (let place = path; place !== '';) {
    const offset = offsets.get(place);
    if (offset !== undefined) return offset;
    const parent = parentPath(place);
    if (parent === place) break;
    place = parent;
  }
  return undefined;
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function refused(file: string, message: string, place: Place): ReadResult {
  return { ok: false, findings: [{ file, ...place, path: '', message }] };
}
