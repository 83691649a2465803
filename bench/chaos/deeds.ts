import type { SeededRandom } from '../../src/domain/random.js';
import type { Requests } from './dialects/dialect.js';
import { DIALECTS } from './dialects/index.js';
import type { Fleet, FleetOrg } from './fleet.js';
import type { Aim, Deed, FaultKind } from './incident.js';
import { messageOf } from './operator-messages.js';
import { pick } from './pick.js';

/** Draws what happens. `mark` is in every value that a person sets, so that it can be told from all others. */
export function deedOf(fleet: Fleet, kind: FaultKind, random: SeededRandom, mark: string): Deed {
  switch (kind) {
    case 'worker kill':
      return {
        kind,
        during: random.unit() < 0.5 ? aimOf(fleet, random) : null,
        downMs: random.integer(1_500),
      };
    case 'server restart':
      return { kind, downMs: random.integer(1_500) };
    case 'lost answer':
      return {
        kind,
        aim: aimOf(fleet, random),
        nth: 1 + random.integer(2),
        status: random.unit() < 0.5 ? 504 : null,
      };
    case '412 storm':
      return {
        kind,
        aim: guardedAimOf(fleet, random),
        by: random.unit() < 0.7 ? 'edits' : 'refusals',
        rounds: 2 + random.integer(8),
      };
    case '429 storm':
      return stormOf(fleet, random);
    case 'token revocation':
      return {
        kind,
        orgId: pick(random, fleet.orgs).id,
        what: random.unit() < 0.6 ? 'tokens' : 'client',
        forMs: 300 + random.integer(2_000),
      };
    case 'client revoked':
      return { kind, orgId: pick(random, fleet.orgs).id };
    case 'ledger outage':
      return { kind, forMs: 300 + random.integer(3_500) };
    case 'manual edit':
      return editOf(fleet, random, mark);
    case 'operator message':
      return messageOf(random);
    default:
      return kind satisfies never;
  }
}

/** Without headers a client stays away for up to a minute after each refusal: more of them would only look stuck. */
const MOST_WITHOUT_HEADERS = 9;

function stormOf(fleet: Fleet, random: SeededRandom): Deed {
  const { id: orgId, dialect } = pick(random, fleet.orgs);
  const requests = 3 + random.integer(15);
  const headers = pick(random, ['real', 'out', 'none'] as const);
  const hasNone = headers === 'none' || DIALECTS[dialect].refusesWithoutHeaders;
  const most = hasNone ? MOST_WITHOUT_HEADERS : Infinity;
  return { kind: '429 storm', orgId, requests: Math.min(requests, most), headers };
}

/** A resource that is changed, not created, and that the platform guards. */
function guardedAimOf(fleet: Fleet, random: SeededRandom): Aim {
  const { id, dialect, isHub } = pick(random, fleet.orgs.filter(isGuarded));
  return aimAt(id, DIALECTS[dialect].guarded(isHub), random);
}

/** True where at least some writes are conditional. */
export function isGuarded({ dialect, isHub }: FleetOrg): boolean {
  return DIALECTS[dialect].guarded(isHub).length > 0;
}

/** Requests that a rollout makes; those that a rollback makes, too. */
function aimOf(fleet: Fleet, random: SeededRandom): Aim {
  const { id, dialect, isHub } = pick(random, fleet.orgs);
  return aimAt(id, DIALECTS[dialect].requests(isHub), random);
}

function aimAt(orgId: string, requests: readonly Requests[], random: SeededRandom): Aim {
  const { kind, methods } = pick(random, requests);
  const [only] = methods;
  const method = methods.length === 1 && only !== undefined ? only : pick(random, methods);
  return { orgId, kind, method };
}

function editOf(fleet: Fleet, random: SeededRandom, mark: string): Deed {
  const { id: orgId, dialect, isHub } = pick(random, fleet.orgs);
  const { resource, name, patches } = pick(random, DIALECTS[dialect].editables(isHub));
  const by = pick(random, ['lee', 'dana', 'sam']);
  return { kind: 'manual edit', orgId, resource, name, patch: pick(random, patches)(mark), by };
}
