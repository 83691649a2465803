import { LineCounter, parseDocument } from 'yaml';

import type { Json } from '../domain/json.js';
import { parentPath } from '../domain/json-path.js';
import type { Finding } from '../domain/release-model.js';
import type { SourceFile } from './source-file.js';
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

/** Reads a configuration file, YAML or JSON (which is YAML too). Never throws for what the file says. */
export function readDocument(file: string, source: SourceFile): ReadResult {
  if (source.bytes === null) return wholeFile(file, source.refused);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(source.bytes);
  } catch {
    return wholeFile(file, 'is not UTF-8 text');
  }
  return readText(file, text);
}

function readText(file: string, text: string): ReadResult {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: false,
  });
  const at = (offset: number): Pick<Finding, 'line' | 'column'> => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = [...parsed.errors, ...parsed.warnings];
  // The parser recurses, so that a file of brackets exhausts the stack before our own limit counts.
  if (syntax.some(({ message }) => message.includes('call stack')))
    return wholeFile(file, 'is nested too deeply');
  if (syntax.length > 0)
    return {
      ok: false,
      findings: syntax
        .slice(0, maximumSyntaxFindings)
        .map(({ pos, message }) => ({ file, ...at(pos[0]), path: '', message })),
    };
  const plain = plainValue(parsed);
  const locate = (path: string): Pick<Finding, 'line' | 'column'> => {
    const offset = nearestOffset(plain, path);
    return offset === undefined ? { line: 1, column: 1 } : at(offset);
  };
  const findings = plain.problems.map(({ path, message }): Finding => ({
    file,
    ...locate(path),
    path,
    message,
  }));
  if (findings.length > 0) return { ok: false, findings };
  return { ok: true, document: { file, value: plain.value, locate } };
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

function wholeFile(file: string, message: string): ReadResult {
  return { ok: false, findings: [{ file, line: null, column: null, path: '', message }] };
}
