import { readFile, stat } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import type { ClientCredentials, SecretProvider } from './port.js';

interface LoadedFile {
  /** Changes whenever the file does. */
  readonly stamp: string;
  readonly entries: ReadonlyMap<string, unknown>;
}

/**
 * Credentials from a JSON or YAML file `{entry: {client_id, client_secret}}`, for references `file:entry`.
 * The file is read again when it has changed, so a rotation needs no restart.
 */
export function createFileSecrets(path: string): SecretProvider {
  let loaded: LoadedFile | null = null;
  return {
    async read(reference) {
      const stamp = await stampOf(path, reference);
      if (loaded?.stamp !== stamp) {
        loaded = { stamp, entries: parseEntries(await readFile(path, 'utf8'), path, reference) };
      }
      const entry = reference.slice(reference.indexOf(':') + 1);
      return credentialsOf(loaded.entries.get(entry), entry, path, reference);
    },
  };
}

async function stampOf(path: string, reference: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}/${size}/${ino}`;
  } catch {
    throw new Error(
      `Credentials "${reference}" cannot be read: there is no readable secrets file at ${path}.`,
    );
  }
}

/** The parser's own messages quote the text around a mistake, which may be a secret: only the line is told. */
function parseEntries(text: string, path: string, reference: string): Map<string, unknown> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    const { line } = lineCounter.linePos(mistake.pos[0]);
    throw new Error(
      `Credentials "${reference}" cannot be read: ${path} is no valid JSON or YAML at line ${line}.`,
    );
  }
  const content: unknown = document.toJS();
  if (!isRecord(content)) {
    throw new Error(
      `Credentials "${reference}" cannot be read: ${path} must hold {entry: {client_id, client_secret}}.`,
    );
  }
  return new Map(Object.entries(content));
}

function credentialsOf(
  value: unknown,
  entry: string,
  path: string,
  reference: string,
): ClientCredentials {
  if (!isRecord(value)) {
    throw new Error(
      `Credentials "${reference}" are missing: add ${entry}: {client_id, client_secret} to ${path}.`,
    );
  }
  const { client_id: clientId, client_secret: clientSecret } = value;
  if (!isFilledText(clientId) || !isFilledText(clientSecret)) {
    throw new Error(
      `Credentials "${reference}" are incomplete: client_id and client_secret of ${entry} in ${path} must both be text (quote numbers).`,
    );
  }
  return { clientId, clientSecret };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
