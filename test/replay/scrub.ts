import { hostname, tmpdir } from 'node:os';
import { projectRoot } from '../../src/cli/demo/state-folder.js';

/**
 * Takes the machine out of a recorded history: its paths and name, in plain text and inside of payloads. Every
 * occurrence becomes the same neutral text, so what a workflow reads and what it hands on still agree. Stacks are
 * left out: no workflow looks at them.
 */
export function scrub(history: unknown, enterpriseRoot: string): unknown {
  const places: readonly (readonly [string, string])[] = [
    [enterpriseRoot, '/enterprise'],
    [projectRoot, '/rollcall'],
    [tmpdir(), '/temporary'],
    [`@${hostname()}`, '@machine'],
  ];
  const neutral = (text: string): string =>
    places.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  return walk(history, null, neutral);
}

/** Payload bytes are base64 under the name `data`. */
function walk(value: unknown, name: string | null, neutral: (text: string) => string): unknown {
  if (name === 'stackTrace') return '';
  if (typeof value === 'string')
    return name === 'data' ? reencoded(value, neutral) : neutral(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, null, neutral));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, walk(member, key, neutral)]),
  );
}

function reencoded(base64: string, neutral: (text: string) => string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const changed = neutral(text);
  return changed === text ? base64 : Buffer.from(changed, 'utf8').toString('base64');
}

/** All text of a recorded history, payloads decoded. */
export function plainText(history: unknown): string {
  const texts: string[] = [];
  walk(history, null, (text) => {
    texts.push(text);
    return text;
  });
  return texts.join('\n');
}
