import type { SeededRandom } from '../../src/domain/random.js';
import type { Deed } from './incident.js';
import { pick } from './pick.js';

interface Message {
  readonly signal: string;
  readonly payloads: readonly unknown[];
  /** True where it ends the way forward, whatever its payload. */
  readonly breaks: boolean;
}

/** What people send when they should not, misspell, or send twice. */
const MESSAGES: readonly Message[] = [
  {
    signal: 'approve',
    breaks: false,
    payloads: [
      { gate: 'expand-100', by: 'lee' },
      { gate: 'expand-999', by: 'lee' },
      { gate: 'plan', by: 'lee' },
      { gate: 'close', by: 'lee' },
      { gate: 'expand-40', by: 'lee', planDigest: 'deadbeefdeadbeef' },
    ],
  },
  { signal: 'approve', breaks: false, payloads: ['yes', null, 17, { gate: 7 }, { by: 'lee' }] },
  { signal: 'pause', breaks: false, payloads: [{ by: 'lee' }, 'stop!', { by: '' }, null] },
  { signal: 'resume', breaks: false, payloads: [{ by: 'lee' }, [], { who: 'lee' }] },
  {
    signal: 'reject',
    breaks: true,
    payloads: [
      { by: 'lee', reason: 'not today' },
      { by: 'lee', then: 'keep' },
      { gate: 'x' },
      'no',
    ],
  },
  {
    signal: 'tripBreaker',
    breaks: true,
    payloads: [
      { by: 'lee', reason: 'complaints' },
      { by: 'lee', reason: 'complaints', scope: 'wave' },
      '{broken',
      null,
      { reason: 12 },
    ],
  },
  { signal: 'tripBraker', breaks: true, payloads: [{ by: 'lee' }] },
  { signal: 'aprove', breaks: false, payloads: [{ gate: 'expand-40', by: 'lee' }] },
  { signal: 'groupProgress', breaks: false, payloads: [null, { groupId: 'nobody' }, 'x'] },
  { signal: 'verdictChanged', breaks: false, payloads: [null, {}, 'fail'] },
  { signal: 'cancel', breaks: true, payloads: [null] },
];

export function messageOf(random: SeededRandom): Deed {
  const { signal, payloads } = pick(random, MESSAGES);
  return {
    kind: 'operator message',
    signal,
    payload: pick(random, payloads),
    times: 1 + random.integer(2),
  };
}

/** True where a message of this name can end the way forward. */
export function breaks(signal: string): boolean {
  return MESSAGES.some((message) => message.signal === signal && message.breaks);
}
