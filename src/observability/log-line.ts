import { isSecretName } from '../domain/secret-fields.js';
import { aboutWorkflow } from './about-workflow.js';

export interface LogEntry {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

type Field = string | number | boolean | null;

const MAX_CHARACTERS = 2_000;
const MAX_DEPTH = 4;
/** Of the SDK's own: the entry has a time. */
const LEFT_OUT = new Set(['timestampNanos']);
/** Names of the entry itself. */
const TAKEN = new Set(['time', 'level', 'message']);
const WITHHELD = '[withheld]';

/** Makes lines of entries: rollout and org first, then whatever else is known, and never a secret. */
export function linesOf(format: 'json' | 'text'): (entry: LogEntry) => string {
  return (entry) => {
    const { time, level, message } = entry;
    const { rollout, org, ...fields } = fieldsOf(entry);
    if (format === 'json')
      return JSON.stringify({ time, level, message: safe(message), rollout, org, ...fields });
    const rest = Object.entries({ rollout, org, ...fields }).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [`${name}=${oneLine(String(value))}`],
    );
    const head = `${time} ${level.toUpperCase().padEnd(5)} ${oneLine(safe(message))}`;
    return [head, ...rest].join('  ');
  };
}

function fieldsOf({ meta }: LogEntry): Record<string, Field> {
  const fields: Record<string, Field> = { ...aboutWorkflow(meta) };
  const add = (name: string, value: unknown, depth: number): void => {
    if (LEFT_OUT.has(name) || value === undefined) return;
    if (isSecretName(name)) fields[name] = WITHHELD;
    else if (value instanceof Error) fields[name] = safe(wordsOf(value));
    else if (typeof value !== 'object' || value === null) fields[name] = fieldOf(value);
    else if (depth < MAX_DEPTH)
      for (const [member, inner] of Object.entries(value))
        add(`${name}.${member}`, inner, depth + 1);
  };
  for (const [name, value] of Object.entries(meta))
    if (!(value === null && name in fields)) add(TAKEN.has(name) ? `meta.${name}` : name, value, 0);
  return fields;
}

function fieldOf(value: unknown): Field {
  if (typeof value === 'string') return safe(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'bigint' ? value.toString() : null;
}

/** Messages of an error and of what caused it. No stack, and none of the other members: some hold requests. */
function wordsOf(error: Error): string {
  const words: string[] = [];
  let one: unknown = error;
  for (let depth = 0; one instanceof Error && depth < MAX_DEPTH; depth += 1) {
    const { type } = one as { type?: unknown };
    words.push(`${typeof type === 'string' ? type : one.name}: ${one.message}`);
    one = one.cause;
  }
  return words.join(' ← ');
}

/** A text cut short, without what follows the name of a way to authenticate. */
function safe(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${WITHHELD}`)
    .replaceAll(
      /((?:client_secret|access_token|refresh_token|password)["']?\s*[=:]\s*["']?)[^\s&"',}]+/gi,
      `$1${WITHHELD}`,
    );
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}
