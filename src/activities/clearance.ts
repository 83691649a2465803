import { freezeOf, heldBack, type Frozen } from '../domain/freeze.js';
import { lineReasons, type LineStop } from '../domain/line.js';
import type { Operations } from '../domain/operations.js';
import { load, type Loaded } from '../planning/loaded.js';
import { operationsNow } from './operations-now.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { stopInOperations } from './line.js';
import { platformNow } from '../planning/platform-now.js';
import type { Activities, Clearance } from './types.js';

const NAMED_ORGS = 3;

export function clearanceActivities(deps: ActivityDeps): Pick<Activities, 'checkClearance'> {
  return {
    checkClearance: ({ scope, orgs, emergency }) =>
      attempt(async (options) => {
        const current = await operationsNow(deps.releases);
        const ledgerStop = await deps.ledger.readLine();
        const lineStopped = ledgerStop !== null;
        if ('fault' in current) return { reasons: [current.fault], waitMs: null, lineStopped };
        const { operations } = current;
        const loaded = await load(deps, scope);
        const nowMs = await platformNow(loaded, orgs, options);
        return clearanceOf({ ledgerStop, operations, loaded, orgs, emergency, nowMs });
      }),
  };
}

interface Question {
  readonly ledgerStop: LineStop | null;
  readonly operations: Operations;
  readonly loaded: Loaded;
  readonly orgs: readonly string[];
  readonly emergency: boolean;
  readonly nowMs: number;
}

/** An emergency goes through freezes and business hours; a stopped line and an org held back stop it, too. */
function clearanceOf({
  ledgerStop,
  operations,
  loaded,
  orgs,
  emergency,
  nowMs,
}: Question): Clearance {
  const stopped = lineReasons({ ledger: ledgerStop, operations: stopInOperations(operations) });
  const blocked = new Map<string, string[]>();
  let untilMs: number | null = stopped.length === 0 ? 0 : null;
  for (const org of orgs) {
    const block = blockOf({ operations, loaded, org, emergency, nowMs });
    if (block === null) continue;
    const why = `${block.name} (${block.reason})${until(block.untilMs)}`;
    blocked.set(why, [...(blocked.get(why) ?? []), org]);
    untilMs = untilMs === null || block.untilMs === null ? null : Math.max(untilMs, block.untilMs);
  }
  const reasons = [...stopped, ...[...blocked].map(([why, names]) => `${why}: ${few(names)}`)];
  const waitMs = untilMs === null || untilMs === 0 ? null : untilMs - nowMs;
  return { reasons, waitMs, lineStopped: ledgerStop !== null };
}

function blockOf(
  question: Omit<Question, 'orgs' | 'ledgerStop'> & { readonly org: string },
): Frozen | null {
  const { operations, loaded, org, emergency, nowMs } = question;
  const place = {
    operations,
    environment: loaded.environment.name,
    org: loaded.binding(org),
    nowMs,
  };
  const held = heldBack(place);
  if (held !== null) return { name: 'held back', ...held };
  return emergency ? null : freezeOf({ ...place, group: loaded.groupName(org) });
}

function until(untilMs: number | null): string {
  return untilMs === null ? '' : ` until ${new Date(untilMs).toISOString().slice(0, 16)}Z`;
}

function few(orgs: readonly string[]): string {
  const more = orgs.length - NAMED_ORGS;
  return orgs.slice(0, NAMED_ORGS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
