import pMap from 'p-map';
import type { OrgPlan } from '../domain/org-plan.js';
import type { FileChange } from './commit-files.js';
import { decode, encode, placeName, type Place } from './document.js';
import { lastWriteOf, writesAfter } from './history.js';
import { outcomeMessage, planMessage, snapshotMessage } from './messages.js';
import { BASES_FILE, environmentRefs, orgRef, rolloutFile, ROLLOUTS_FOLDER } from './names.js';
import { mayBePruned, prunedBy, readPast } from './past-rollouts.js';
import { beyondSnapshot } from './plan-coverage.js';
import {
  LedgerMissingError,
  LedgerRefusedError,
  type OrgAddress,
  type OrgBases,
  type OrgRecord,
  type OrgSnapshot,
  type OrgTrace,
} from './port.js';
import { basesToKeep, requireNoSecrets, snapshotToKeep } from './secrets-kept-out.js';
import type { RefState } from './ref-state.js';
import type { Decision, Repository } from './repository.js';
import { orgBasesSchema, orgOutcomeSchema, orgPlanSchema, orgSnapshotSchema } from './schema.js';

const MOST_PATHS_SHOWN = 3;
const PARALLEL = 4;
const NO_TRACE: OrgTrace = { plan: null, planCommit: null, snapshotCommit: null };

interface Written {
  readonly commit: string;
  readonly text: string;
  readonly place: Place;
}

/** Bases, plans and snapshots: what the ref of an org holds. */
export class OrgRecords {
  constructor(private readonly repository: Repository) {}

  async readBases(address: OrgAddress): Promise<OrgBases> {
    const place = { ref: orgRef(address), path: BASES_FILE };
    const { files } = await this.repository.read(place.ref, { files: [place.path] });
    const text = files.get(place.path);
    // First contact with an org is no failure: it has no bases, and the plan says so.
    return text === undefined ? {} : decode(orgBasesSchema, text, place);
  }

  async writeBases(address: OrgAddress, bases: OrgBases, why: string): Promise<void> {
    const place = { ref: orgRef(address), path: BASES_FILE };
    const text = encode(orgBasesSchema, basesToKeep(bases), place);
    const message = `Bases of ${address.org} in ${address.environment}: ${why}`;
    await this.repository.update({
      ref: place.ref,
      look: { files: [place.path] },
      decide: (state) => unlessThere(state, message, [{ path: place.path, text }]),
    });
  }

  async writePlan(address: OrgAddress, rolloutKey: string, plan: OrgPlan): Promise<void> {
    const place = { ref: orgRef(address), path: rolloutFile(rolloutKey, 'plan.json') };
    const snapshot = { ref: place.ref, path: rolloutFile(rolloutKey, 'snapshot.json') };
    requireNoSecrets(plan);
    const text = encode(orgPlanSchema, plan, place);
    await this.repository.update({
      ref: place.ref,
      look: { files: [place.path, snapshot.path], folders: [ROLLOUTS_FOLDER] },
      decide: async (state) => {
        // Deployment reads the newest plan, rollback the one in the snapshot, which is never replaced. Both stay one
        // thing because from the snapshot on a plan may only repeat what the snapshot's plan can take back.
        requireRevertible(await this.#first(state, rolloutKey, snapshot), plan, snapshot);
        return unlessThere(state, planMessage(address, rolloutKey, plan), [
          { path: place.path, text },
          ...(await prunedBy(this.repository, state, rolloutKey)),
        ]);
      },
    });
  }

  async readPlan(address: OrgAddress, rolloutKey: string): Promise<OrgPlan> {
    const place = { ref: orgRef(address), path: rolloutFile(rolloutKey, 'plan.json') };
    return decode(orgPlanSchema, await this.#readKept(place), place);
  }

  writeSnapshot(address: OrgAddress, snapshot: OrgSnapshot): Promise<string> {
    const { rolloutKey } = snapshot;
    const place = { ref: orgRef(address), path: rolloutFile(rolloutKey, 'snapshot.json') };
    requireNoSecrets(snapshot.plan);
    const text = encode(orgSnapshotSchema, snapshotToKeep(snapshot), place);
    return this.repository.update({
      ref: place.ref,
      look: { files: [place.path], folders: [ROLLOUTS_FOLDER] },
      decide: async (state) => {
        const already = await this.#acknowledged(state, rolloutKey, place);
        if (already !== null) return { already };
        const files = [
          { path: place.path, text },
          ...(await prunedBy(this.repository, state, rolloutKey)),
        ];
        return { message: snapshotMessage(address, snapshot), files };
      },
    });
  }

  async readSnapshot(address: OrgAddress, rolloutKey: string): Promise<OrgSnapshot> {
    const place = { ref: orgRef(address), path: rolloutFile(rolloutKey, 'snapshot.json') };
    return decode(orgSnapshotSchema, await this.#readKept(place), place);
  }

  async writeOutcome(address: OrgAddress, outcome: OrgRecord): Promise<void> {
    const { rolloutKey } = outcome;
    const place = { ref: orgRef(address), path: rolloutFile(rolloutKey, 'outcome.json') };
    const text = encode(orgOutcomeSchema, outcome, place);
    await this.repository.update({
      ref: place.ref,
      look: { files: [place.path], folders: [ROLLOUTS_FOLDER] },
      decide: async (state) =>
        unlessThere(state, outcomeMessage(address, outcome), [
          { path: place.path, text },
          ...(await prunedBy(this.repository, state, rolloutKey)),
        ]),
    });
  }

  async readOutcome(address: OrgAddress, rolloutKey: string): Promise<OrgRecord | null> {
    const place = { ref: orgRef(address), path: rolloutFile(rolloutKey, 'outcome.json') };
    try {
      return decode(orgOutcomeSchema, await this.#readKept(place), place);
    } catch (error) {
      if (error instanceof LedgerMissingError) return null;
      throw error;
    }
  }

  async overtakenBy(address: OrgAddress, rolloutKey: string): Promise<string | null> {
    const { commit } = await this.repository.read(orgRef(address), {});
    if (commit === null) return null;
    const first = rolloutFile(rolloutKey, 'snapshot.json');
    const subjects = await writesAfter(this.repository.path, commit, { path: BASES_FILE, first });
    const subject = subjects.find((text) => !text.endsWith(`rollout ${rolloutKey}`));
    return subject?.replace(/^Bases of .+?: /, '') ?? null;
  }

  /** What the refs of orgs hold of a rollout, and which commits wrote it; by org. */
  async readTraces(
    environment: string,
    orgs: readonly string[],
    rolloutKey: string,
  ): Promise<ReadonlyMap<string, OrgTrace>> {
    const refs = new Map(orgs.map((org) => [orgRef({ environment, org }), org]));
    // One look at all refs: each would be a fetch of its own where the ledger is elsewhere.
    const tips = await this.repository.tips(environmentRefs(environment));
    const there = tips.filter(({ ref }) => refs.has(ref));
    const traces = await pMap(
      there,
      async ({ ref, commit }) => {
        return [refs.get(ref) ?? '', await this.#trace(ref, commit, rolloutKey)] as const;
      },
      { concurrency: PARALLEL },
    );
    const known = new Map(traces);
    return new Map(orgs.map((org) => [org, known.get(org) ?? NO_TRACE]));
  }

  async #trace(ref: string, tip: string, rolloutKey: string): Promise<OrgTrace> {
    const [plan, snapshot] = await Promise.all([
      this.#lastWritten(tip, { ref, path: rolloutFile(rolloutKey, 'plan.json') }),
      this.#lastWritten(tip, { ref, path: rolloutFile(rolloutKey, 'snapshot.json') }),
    ]);
    return {
      plan:
        snapshot === null
          ? plan && decode(orgPlanSchema, plan.text, plan.place)
          : decode(orgSnapshotSchema, snapshot.text, snapshot.place).plan,
      planCommit: plan?.commit ?? null,
      snapshotCommit: snapshot?.commit ?? null,
    };
  }

  async #lastWritten(tip: string, place: Place): Promise<Written | null> {
    const commit = await lastWriteOf(this.repository.path, tip, place.path);
    if (commit === null) return null;
    const text = (await this.repository.read(commit, { files: [place.path] })).files.get(
      place.path,
    );
    return text === undefined ? null : { commit, text, place };
  }

  /** The commit that holds the rollout's snapshot already, in the tree or pruned from it. */
  async #acknowledged(state: RefState, rolloutKey: string, place: Place): Promise<string | null> {
    const { commit } = state;
    if (commit === null || (await this.#first(state, rolloutKey, place)) === null) return null;
    return (await lastWriteOf(this.repository.path, commit, place.path)) ?? commit;
  }

  /** The rollout's snapshot. A later reading of the org may hold the rollout's own writes: the first one counts. */
  async #first(state: RefState, rolloutKey: string, place: Place): Promise<OrgSnapshot | null> {
    const { commit, files } = state;
    const inTree = files.get(place.path);
    if (commit === null || (inTree === undefined && !mayBePruned(state, rolloutKey))) return null;
    const text = inTree ?? (await readPast(this.repository, commit, place.path));
    return text === null ? null : decode(orgSnapshotSchema, text, place);
  }

  /** A file's text, from history where it was pruned: a rollback may come late. */
  async #readKept({ ref, path }: Place): Promise<string> {
    const { commit, files } = await this.repository.read(ref, { files: [path] });
    const inTree = files.get(path);
    if (inTree !== undefined) return inTree;
    const past = commit === null ? null : await readPast(this.repository, commit, path);
    if (past !== null) return past;
    throw new LedgerMissingError(
      `${placeName({ ref, path })} is not in ledger ${this.repository.name}`,
    );
  }
}

function unlessThere(
  { commit, files }: RefState,
  message: string,
  changes: readonly [FileChange & { readonly text: string }, ...FileChange[]],
): Decision {
  const [{ path, text }] = changes;
  if (commit !== null && files.get(path) === text) return { already: commit };
  return { message, files: changes };
}

function requireRevertible(snapshot: OrgSnapshot | null, plan: OrgPlan, place: Place): void {
  const beyond = snapshot === null ? [] : beyondSnapshot(snapshot.plan, plan);
  if (beyond.length === 0) return;
  const shown = beyond.slice(0, MOST_PATHS_SHOWN).join(', ');
  const more =
    beyond.length > MOST_PATHS_SHOWN ? ` and ${beyond.length - MOST_PATHS_SHOWN} more` : '';
  throw new LedgerRefusedError(
    `plan ${plan.digest} of ${plan.org} was not written: the rollout's snapshot ${placeName(place)} could not take ` +
      `back ${shown}${more}; start a new rollout for it`,
  );
}
