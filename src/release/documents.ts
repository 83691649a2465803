import type { z } from 'zod';

import { formatPath } from '../domain/json-path.js';
import type { Finding } from '../domain/release-model.js';
import { identifier } from './schema/identifier.js';
import { schemaProblems } from './schema/issue.js';
import { misnamed } from './source-file.js';
import type { SourceFiles } from './source-file.js';
import { isAboutStandIn, withStandIns } from './stand-ins.js';
import { readDocument } from './yaml-document.js';
import type { SourceDocument } from './yaml-document.js';

const maximumText = 600;

/** The files of one configuration: parses each once and collects what is wrong with any of them. */
export class Documents {
  private readonly read = new Map<string, SourceDocument | null>();
  private readonly found: Finding[] = [];
  /** By file: where something else stands than what it says. */
  private readonly standIns = new Map<string, readonly string[]>();

  constructor(private readonly files: SourceFiles) {}

  /** True for a file that was not read; why is said by `checkFiles`. */
  isRefused(file: string): boolean {
    return this.files.get(file)?.bytes === null;
  }

  has(file: string): boolean {
    return this.files.has(file);
  }

  /** Files of a folder, sorted, with the name that each gives to what it describes. */
  inFolder(folder: string): { name: string; file: string }[] {
    return this.below(folder).flatMap((file) => {
      const name = file.slice(folder.length + 1).replace(/\.yaml$/, '');
      return identifier.safeParse(name).success ? { name, file } : [];
    });
  }

  /** Reports files that were refused unread, used or not, and those that only look as if they were read. */
  checkFiles(): void {
    for (const [file, { bytes }] of this.files) {
      if (misnamed.test(file))
        this.report(file, '', `is not read; name it ${file.replace(/\.\w+$/, '.yaml')}`);
      else if (bytes === null) this.open(file);
    }
  }

  /** Reports files of a folder that give nothing a name, because they would be overlooked. */
  checkNames(folder: string): void {
    const named = new Set(this.inFolder(folder).map(({ file }) => file));
    for (const file of this.below(folder))
      if (!named.has(file) && this.files.get(file)?.bytes)
        this.report(file, '', `is not read; name it ${folder}/<letters, digits, "_", "-">.yaml`);
  }

  /** Paths of all files in a folder and below it, sorted. */
  below(folder: string): string[] {
    return [...this.files.keys()].filter((file) => file.startsWith(`${folder}/`)).sort();
  }

  /** The parsed file; null where it cannot be used, which is reported once. */
  open(file: string): SourceDocument | null {
    const known = this.read.get(file);
    if (known !== undefined) return known;
    const source = this.files.get(file);
    const result = source && readDocument(file, source);
    if (!result) this.report(file, '', 'is missing');
    else if (!result.ok) this.found.push(...result.findings);
    const document = result?.ok ? result.document : null;
    this.read.set(file, document);
    return document;
  }

  /**
   * The file's content as the schema sees it, where it does not fit with stand-ins, so that the rest is looked at as
   * well; null where that cannot be. What does not fit is reported.
   */
  parseAllTheSame<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
    const fitting = this.parse(file, schema);
    const document = this.read.get(file);
    if (fitting !== null || !document) return fitting;
    const stoodIn = withStandIns(schema, document.value);
    this.standIns.set(file, stoodIn?.places.map(formatPath) ?? []);
    return stoodIn?.data ?? null;
  }

  /** The file's content as the schema sees it; null where it does not fit, which is reported. */
  parse<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
    const document = this.open(file);
    if (!document) return null;
    const result = schema.safeParse(document.value);
    if (result.success) return result.data;
    for (const { path, message } of schemaProblems(schema, result.error, document.value))
      this.report(file, formatPath(path), message);
    return null;
  }

  /** Adds a finding, with line and column where the file could be read. */
  report(file: string, path: string, message: string): void {
    if (isAboutStandIn(path, this.standIns.get(file) ?? [])) return;
    const place = this.read.get(file)?.locate(path) ?? { line: null, column: null };
    this.found.push({ file, ...place, path: shortened(path), message: shortened(message) });
  }

  hasFindingsIn(file: string): boolean {
    return this.found.some((finding) => finding.file === file);
  }

  /** All findings, by file, line and column. */
  findings(): Finding[] {
    return inOrder(this.found);
  }
}

/** Findings by file, line and column. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      compare(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.path, b.path),
  );
}

/** Names that files give may be of any length. */
function shortened(text: string): string {
  return text.length > maximumText ? `${text.slice(0, maximumText)}…` : text;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
