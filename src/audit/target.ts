import { hostname } from 'node:os';
import path from 'node:path';

/** Where the audit goes, as ROLLCALL_AUDIT says it. */
export type AuditTarget =
  | { readonly kind: 'off' }
  | { readonly kind: 'stdout' }
  /** `url`: where log records are posted. */
  | { readonly kind: 'otlp'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string };

/** Reads `off`, `stdout`, `otlp` (to `logsUrl`) or `file:/path`; null for anything else. */
export function parseAuditTarget(text: string, logsUrl: string | null = null): AuditTarget | null {
  if (text === 'off' || text === 'stdout') return { kind: text };
  if (text === 'otlp') return logsUrl === null ? null : { kind: 'otlp', url: logsUrl };
  const file = /^file:(?:\/\/)?(.+)$/.exec(text)?.[1];
  return file === undefined ? null : { kind: 'file', path: file };
}

/**
 * The file of one process: `audit.jsonl` becomes `audit.<host>-<pid>.jsonl`, so that workers that share a folder never
 * write into one file.
 */
export function fileOfProcess(file: string, pid: number = process.pid): string {
  const { dir, name, ext } = path.parse(file);
  const host = hostname()
    .replaceAll(/[^\w-]/g, '-')
    .slice(0, 60);
  return path.join(dir, `${name}.${host}-${pid}${ext}`);
}

/** What a full file is renamed to; the numbers grow. */
export function rotatedName(file: string, number: number): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}.${String(number).padStart(6, '0')}${ext}`);
}

/** The number in the name of a file that `file` was rotated to; null for any other name. */
export function rotationOf(file: string, candidate: string): number | null {
  const { name, ext } = path.parse(file);
  const middle = between(candidate, `${name}.`, ext);
  return middle !== null && /^\d{6,}$/.test(middle) ? Number(middle) : null;
}

/** True for a file that some worker wrote for the target `file`, rotated or not. */
export function belongsTo(file: string, candidate: string): boolean {
  const { name, ext, base } = path.parse(file);
  if (candidate === base) return true;
  const middle = between(candidate, `${name}.`, ext);
  return middle !== null && /^[\w-]+-\d+(?:\.\d{6,})?$/.test(middle);
}

function between(text: string, start: string, end: string): string | null {
  if (!text.startsWith(start) || !text.endsWith(end)) return null;
  if (text.length <= start.length + end.length) return null;
  return text.slice(start.length, text.length - end.length);
}
