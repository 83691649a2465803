import { decode, encode, placeName } from './document.js';
import { planSetMessage } from './messages.js';
import { PLAN_SET_FILE, rolloutRef } from './names.js';
import { LedgerMissingError, LedgerRefusedError, type PlanSet } from './port.js';
import type { Repository } from './repository.js';
import { planSetSchema } from './schema.js';

/** The plan of a rollout as an artefact: an approver reads exactly what is approved. */
export class PlanSets {
  constructor(private readonly repository: Repository) {}

  async writePlanSet(rolloutKey: string, given: PlanSet): Promise<void> {
    const place = { ref: rolloutRef(rolloutKey), path: PLAN_SET_FILE };
    const planSet = { ...given, orgs: [...given.orgs].sort((a, b) => (a.org < b.org ? -1 : 1)) };
    const text = encode(planSetSchema, planSet, place);
    await this.repository.update({
      ref: place.ref,
      look: { files: [place.path] },
      decide: ({ commit, files }) => {
        const before = files.get(place.path);
        if (commit !== null && before !== undefined) {
          const there = decode(planSetSchema, before, place);
          if (isSame(there, planSet)) return { already: commit };
          requireNewer(rolloutKey, there, planSet);
        }
        return {
          message: planSetMessage(rolloutKey, planSet),
          files: [{ path: place.path, text }],
        };
      },
    });
  }

  async readPlanSet(rolloutKey: string): Promise<PlanSet> {
    const place = { ref: rolloutRef(rolloutKey), path: PLAN_SET_FILE };
    const { files } = await this.repository.read(place.ref, { files: [place.path] });
    const text = files.get(place.path);
    if (text !== undefined) return decode(planSetSchema, text, place);
    throw new LedgerMissingError(`${placeName(place)} is not in ledger ${this.repository.name}`);
  }
}

// Without the time: an attempt that is repeated has another one.
function isSame(there: PlanSet, planSet: PlanSet): boolean {
  const essence = ({ planDigest, environment, commit, releaseDigest, revision, orgs }: PlanSet) =>
    JSON.stringify([
      [planDigest, environment, commit, releaseDigest, revision],
      orgs.map(({ org, digest }) => [org, digest]),
    ]);
  return essence(there) === essence(planSet);
}

function requireNewer(rolloutKey: string, there: PlanSet, planSet: PlanSet): void {
  if (planSet.revision > there.revision) return;
  throw new LedgerRefusedError(
    `plan set ${planSet.revision} (${planSet.planDigest}) of rollout ${rolloutKey} was not written: the ledger has ` +
      `plan set ${there.revision} (${there.planDigest}); a plan made anew needs a higher revision`,
  );
}
