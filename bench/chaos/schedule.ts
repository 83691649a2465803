import { seededRandom, type SeededRandom } from '../../src/domain/random.js';
import { deedOf, isGuarded } from './deeds.js';
import { DIALECTS } from './dialects/index.js';
import {
  FAULT_KINDS,
  type FaultKind,
  type Incident,
  type Mark,
  type Schedule,
} from './incident.js';
import { RELEASE, type Fleet } from './fleet.js';
import { pick } from './pick.js';

/** How likely a kind is in a run. Those that cost ten seconds of waiting are the rarer ones. */
const LIKELIHOOD: Readonly<Record<FaultKind, number>> = {
  'worker kill': 0.35,
  'server restart': 0.25,
  'lost answer': 0.5,
  '412 storm': 0.45,
  '429 storm': 0.4,
  'token revocation': 0.4,
  'client revoked': 0.3,
  'ledger outage': 0.35,
  'manual edit': 0.6,
  'operator message': 0.6,
};

/** Of these there may be several in one run. */
const MOST: Readonly<Partial<Record<FaultKind, number>>> = {
  'lost answer': 3,
  'manual edit': 4,
  'operator message': 3,
  'worker kill': 2,
};

/** The schedule of a seed over a fleet: always the same. */
export function scheduleOf(seed: number, fleet: Fleet): Schedule {
  const random = seededRandom(`chaos ${seed}`);
  const release = pick(random, [
    RELEASE.good,
    RELEASE.good,
    RELEASE.good,
    RELEASE.tolerant,
    RELEASE.bad,
  ]);
  const drawn = FAULT_KINDS.filter((kind) => random.unit() < LIKELIHOOD[kind]);
  const kinds = fleet.orgs.some(isGuarded) ? drawn : drawn.filter((kind) => kind !== '412 storm');
  const writes = fleet.orgs.reduce((sum, { dialect }) => sum + DIALECTS[dialect].writes, 0);
  const incidents = kinds.flatMap((kind) => {
    const times = 1 + random.integer(MOST[kind] ?? 1);
    return Array.from({ length: times }, (_, at): Incident => {
      const when = markOf(kind, random, writes);
      return { when, what: deedOf(fleet, kind, random, `${kind.replaceAll(' ', '-')}-${at}`) };
    });
  });
  return { seed, fleet, release, incidents };
}

const STATES = ['planning', 'deploying', 'stabilizing', 'judging', 'baking'] as const;
const LATE_STATES = ['rollingBack', 'verifyingRollback', 'closing'] as const;

function markOf(kind: FaultKind, random: SeededRandom, writes: number): Mark {
  // What the simulator does by itself waits for its requests, so it can be there from the start.
  const isAimed = kind === 'lost answer' || kind === '412 storm';
  const draw = random.unit();
  if (isAimed && draw < 0.8) return { at: 'start' };
  if (kind === 'client revoked') return { at: 'write', nth: 1 + random.integer(writes) };
  if (draw < 0.55) return { at: 'write', nth: 1 + random.integer(writes + 6) };
  if (draw < 0.75) return { at: 'state', state: pick(random, STATES) };
  if (draw < 0.9) return { at: 'gate', nth: 1 + random.integer(3) };
  return { at: 'state', state: pick(random, LATE_STATES) };
}
