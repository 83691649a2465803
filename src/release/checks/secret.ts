import type { Json } from '../../domain/json.js';
import { wordsOf } from './member-name.js';

/** Names whose value is always a secret, however it looks. */
const always: ReadonlySet<string> = new Set(['password', 'passwd', 'pwd', 'passphrase', 'secret']);

/** Names whose value is a secret where it looks random. */
const whereRandom: ReadonlySet<string> = new Set([
  'token',
  'credential',
  'credentials',
  'authorization',
  'apikey',
]);
const keysOfLocks: ReadonlySet<string> = new Set([
  'api',
  'access',
  'encryption',
  'private',
  'secret',
  'shared',
  'signing',
]);

const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'a key of AWS'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/, 'a JSON Web Token'],
  [/\bgh[oprsu]_\w{30,}|\bgithub_pat_\w{30,}/, 'a token of GitHub'],
  [/\bglpat-[\w-]{20,}/, 'a token of GitLab'],
  [/\bxox[abeoprs]-[\w-]{10,}/, 'a token of Slack'],
  [/\b[rs]k_live_\w{16,}/, 'a key of Stripe'],
  [/\bAIza[\w-]{35}/, 'a key of Google'],
  [/\bnpm_\w{36}/, 'a token of npm'],
  [/\bBearer\s+(?=\S*\d)[\w.~+/-]{16,}=*/i, 'a bearer token'],
  [/\bBasic\s+(?=\S*[\d=])[A-Za-z0-9+/]{16,}={0,2}/, 'a user with a password'],
  [/:\/\/[^/\s:@]+:[^/\s@]+@/, 'a password in a URL'],
];

/**
 * What kind of secret a member seems to hold, null where it seems to hold none. A variable counts, too,
 * under the name of a password: its value would stand in the repository just the same.
 */
export function secretIn(name: string, value: Json): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  if (text === '') return null;
  const shape = shapes.find(([pattern]) => pattern.test(text));
  if (shape) return shape[1];
  const words = wordsOf(name);
  const last = (words.at(-1) ?? '').replace(/(?<=d|t|e)s$/, '');
  if (always.has(last)) return `a ${last}`;
  return namesRandom(words) && looksRandom(text) ? 'a random value under such a name' : null;
}

function namesRandom(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (last === 'key') return keysOfLocks.has(words.at(-2) ?? '');
  return whereRandom.has(last) || whereRandom.has(last.replace(/s$/, ''));
}

/** Letters and digits without a pattern: at least 3 bits a character, over at least 12 of them. */
function looksRandom(text: string): boolean {
  if (text.length < 12 || /\s|\{\{/.test(text) || !/\d/.test(text) || !/[A-Za-z]/.test(text))
    return false;
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()]
    .map((count) => count / text.length)
    .reduce((sum, share) => sum - share * Math.log2(share), 0);
  return bits >= 3;
}
