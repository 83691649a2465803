import { LineCounter, parseDocument } from 'yaml';
import { applicationOf } from './application.js';
import { SecretError } from './errors.js';
import { isFilledText } from './filled-text.js';
import type { ClientCredentials } from './port.js';

/** The entries of a secrets file, by name; their content is not checked yet. */
export type SecretEntries = ReadonlyMap<string, unknown>;

/**
 * Parses the JSON or YAML of a secrets file. `subject` begins the sentence of an error. The parser's own messages quote
 * the text around a mistake, which may be a secret: only the line is told.
 */
export function parseEntries(text: string, path: string, subject: string): SecretEntries {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    const { line } = lineCounter.linePos(mistake.pos[0]);
    throw new SecretError(
      `${subject} cannot be read: ${path} is no valid JSON or YAML at line ${line}.`,
    );
  }
  const content = contentOf(document);
  if (!isRecord(content)) {
    throw new SecretError(
      `${subject} cannot be read: ${path} must hold {entry: {client_id, client_secret}}.`,
    );
  }
  return new Map(Object.entries(content));
}

/** An alias to nothing, or too many of them, throws only here. */
function contentOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch {
    return null;
  }
}

/** The credentials of an entry; a SecretError that begins with `subject` where they are not whole. */
export function credentialsOf(
  entries: SecretEntries,
  entry: string,
  path: string,
  subject: string,
): ClientCredentials {
  const value = entries.get(entry);
  if (!isRecord(value)) {
    throw new SecretError(
      `${subject} are missing: add ${entry}: {client_id, client_secret} to ${path}.`,
    );
  }
  const { client_id: clientId, client_secret: clientSecret } = value;
  if (!isFilledText(clientId) || !isFilledText(clientSecret)) {
    throw new SecretError(
      `${subject} are incomplete: client_id and client_secret of ${entry} in ${path} must both be text (quote numbers).`,
    );
  }
  const application = applicationOf((name) => value[name], `${subject} of ${path}`);
  return { clientId, clientSecret, ...application };
}

/** The text of an entry; a SecretError that begins with `subject` where it is none. */
export function textOf(
  entries: SecretEntries,
  entry: string,
  path: string,
  subject: string,
): string {
  const value = entries.get(entry);
  if (isFilledText(value)) return value;
  throw new SecretError(`${subject} are missing: add ${entry}: "…" (text) to ${path}.`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
