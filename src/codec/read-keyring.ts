import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { EncryptionError } from './encryption-error.js';
import { parseKeyring, type Keyring } from './keyring.js';

const VARIABLE = 'ROLLCALL_CODEC_KEYS';

/**
 * The keyring that a setting names: the path of a JSON or YAML file, or the keys themselves as
 * `id=base64,id=base64`, the first one current. Null without one.
 * @throws EncryptionError that never quotes a key
 */
export async function readKeyring(setting: string | null): Promise<Keyring | null> {
  if (setting === null) return null;
  if (isPath(setting)) return parseKeyring(parse(await textOf(setting), setting), setting);
  return parseKeyring(documentOf(setting), VARIABLE);
}

/** Base64 has no dot, and a list begins with an id: neither sign of a path can stand in a list. */
function isPath(setting: string): boolean {
  return /^(\/|\.{1,2}\/|~)/.test(setting) || /\.(json|ya?ml)$/.test(setting);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // A key that was set alone may begin like a path: what ends as base64 does is not printed.
    const named = path.includes('=') ? 'a file' : path;
    throw new EncryptionError(
      `${VARIABLE} names ${named} that cannot be read: give the path of the key file, or id=base64,… in its place.`,
    );
  }
}

/** The parser's own messages quote the text around a mistake, which may be a key: only the line is told. */
function parse(text: string, path: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  const mistake = document.errors[0];
  if (mistake === undefined) return document.toJS();
  const { line } = lineCounter.linePos(mistake.pos[0]);
  throw new EncryptionError(`${path} is no valid JSON or YAML at line ${line}.`);
}

function documentOf(list: string): { current: string; keys: Record<string, string> } {
  const entries = list.split(',').map((entry, index): [string, string] => {
    const [, id, key] = /^\s*([^=\s]+)=(\S+)\s*$/.exec(entry) ?? [];
    if (id !== undefined && key !== undefined) return [id, key];
    throw new EncryptionError(
      `${VARIABLE}: entry ${index + 1} is not id=base64 (the path of a key file ends in .json, .yaml or .yml, or begins with / or ./).`,
    );
  });
  const ids = entries.map(([id]) => id);
  if (new Set(ids).size < ids.length) {
    throw new EncryptionError(`${VARIABLE} has two keys with the same id.`);
  }
  return { current: ids[0] ?? '', keys: Object.fromEntries(entries) };
}
