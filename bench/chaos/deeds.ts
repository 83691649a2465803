import type { JsonObject } from '../../src/domain/json.js';
import type { SeededRandom } from '../../src/domain/random.js';
import { HUB, ORG_IDS } from './fleet.js';
import type { Aim, Deed, FaultKind } from './incident.js';
import { messageOf } from './operator-messages.js';
import { pick } from './pick.js';

/** Draws what happens. `mark` is in every value that a person sets, so that it can be told from all others. */
export function deedOf(kind: FaultKind, random: SeededRandom, mark: string): Deed {
  switch (kind) {
    case 'worker kill':
      return {
        kind,
        during: random.unit() < 0.5 ? aimOf(random) : null,
        downMs: random.integer(1_500),
      };
    case 'server restart':
      return { kind, downMs: random.integer(1_500) };
    case 'lost answer':
      return {
        kind,
        aim: aimOf(random),
        nth: 1 + random.integer(2),
        status: random.unit() < 0.5 ? 504 : null,
      };
    case '412 storm':
      return {
        kind,
        aim: changeAimOf(random),
        by: random.unit() < 0.7 ? 'edits' : 'refusals',
        rounds: 2 + random.integer(8),
      };
    case '429 storm':
      return stormOf(random);
    case 'token revocation':
      return {
        kind,
        orgId: pick(random, ORG_IDS),
        what: random.unit() < 0.6 ? 'tokens' : 'client',
        forMs: 300 + random.integer(2_000),
      };
    case 'client revoked':
      return { kind, orgId: pick(random, ORG_IDS) };
    case 'ledger outage':
      return { kind, forMs: 300 + random.integer(3_500) };
    case 'manual edit':
      return editOf(random, mark);
    case 'operator message':
      return messageOf(random);
    default:
      return kind satisfies never;
  }
}

/** Without headers a client stays away for up to a minute after each refusal: more of them would only look stuck. */
const MOST_WITHOUT_HEADERS = 9;

function stormOf(random: SeededRandom): Deed {
  const orgId = pick(random, ORG_IDS);
  const requests = 3 + random.integer(15);
  const headers = pick(random, ['real', 'out', 'none'] as const);
  const most = headers === 'none' ? MOST_WITHOUT_HEADERS : Infinity;
  return { kind: '429 storm', orgId, requests: Math.min(requests, most), headers };
}

/** A resource that is changed, not created. */
function changeAimOf(random: SeededRandom): Aim {
  const orgId = pick(random, ORG_IDS);
  const kind = pick(random, orgId === HUB ? ['flow', 'reporting'] : ['flow', 'strategy']);
  return { orgId, kind, method: 'PATCH' };
}

/** Requests that a rollout makes; those that a rollback makes, too. */
function aimOf(random: SeededRandom): Aim {
  const orgId = pick(random, ORG_IDS);
  const kinds = orgId === HUB ? ['flow', 'reporting'] : ['flow', 'strategy', 'reporting'];
  const kind = pick(random, kinds);
  if (kind !== 'reporting') return { orgId, kind, method: 'PATCH' };
  return { orgId, kind, method: pick(random, ['POST', 'POST', 'DELETE'] as const) };
}

interface Editable {
  readonly resource: string;
  readonly name: string;
  readonly patches: readonly ((mark: string) => JsonObject)[];
}

/** By the names that they have before and, where the release renames them, after: whichever is there is edited. */
const OF_SUB: readonly Editable[] = [
  {
    resource: 'flow',
    name: 'Regional_IVR_v2.*',
    patches: [
      (mark) => ({ note: mark }),
      (mark) => ({ name: `Regional_IVR_${mark}` }),
      (mark) => ({ settings: { byHand: mark } }),
      () => ({ settings: { playMusicOnHold: false } }),
    ],
  },
  {
    resource: 'strategy',
    name: 'Production_Routing_v2.*',
    patches: [
      (mark) => ({ note: mark }),
      (mark) => ({ name: `Production_Routing_${mark}` }),
      (mark) => ({ settings: { owner: mark } }),
    ],
  },
  {
    resource: 'queue',
    name: 'Regional_Main',
    patches: [(mark) => ({ description: mark }), (mark) => ({ members: [mark] })],
  },
  {
    resource: 'trunk',
    name: 'Trunk_Primary',
    patches: [(mark) => ({ note: mark })],
  },
  {
    resource: 'reporting',
    name: 'Regional_Quality',
    patches: [(mark) => ({ interval: mark }), (mark) => ({ note: mark })],
  },
];

const OF_HUB: readonly Editable[] = [
  {
    resource: 'flow',
    name: 'Global_IVR_Template_v2.*',
    patches: [(mark) => ({ note: mark }), (mark) => ({ name: `Global_IVR_${mark}` })],
  },
  {
    resource: 'reporting',
    name: 'Enterprise_Dashboard',
    patches: [(mark) => ({ metrics: [mark] }), (mark) => ({ note: mark })],
  },
  {
    resource: 'reporting',
    name: 'Rollout_Quality',
    patches: [(mark) => ({ interval: mark })],
  },
];

function editOf(random: SeededRandom, mark: string): Deed {
  const orgId = pick(random, ORG_IDS);
  const { resource, name, patches } = pick(random, orgId === HUB ? OF_HUB : OF_SUB);
  const by = pick(random, ['lee', 'dana', 'sam']);
  return { kind: 'manual edit', orgId, resource, name, patch: pick(random, patches)(mark), by };
}
