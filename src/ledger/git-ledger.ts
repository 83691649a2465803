import { resolve } from 'node:path';
import type { Author } from './commit-files.js';
import { createLedgerAt } from './create-git-ledger.js';
import { lastDeployments, listOrgs } from './last-deployments.js';
import { readLedgerId } from './ledger-id.js';
import { readManyBases } from './many-bases.js';
import { OrgRecords } from './org-records.js';
import type { Ledger } from './port.js';
import { PromotionRecords } from './promotion-records.js';
import { Repository } from './repository.js';
import { RolloutRecords } from './rollout-records.js';

const ROLLCALL: Author = { name: 'Rollcall', email: 'rollcall@localhost' };

export interface GitLedgerOptions {
  /** Path of a bare repository. */
  readonly repository: string;
  /** Who commits; "Rollcall" unless told. */
  readonly author?: Author;
}

/**
 * Opens the ledger in a bare Git repository. It need not be reachable yet: every call looks anew, and
 * fails with LedgerUnavailableError for as long as it is not.
 */
export async function openGitLedger({
  repository,
  author = ROLLCALL,
}: GitLedgerOptions): Promise<Ledger> {
  const path = resolve(repository);
  const git = new Repository(path, author);
  const orgs = new OrgRecords(git);
  const rollouts = new RolloutRecords(git);
  const promotions = new PromotionRecords(git);
  return {
    id: () => readLedgerId(path),
    readBases: async (...args) => orgs.readBases(...args),
    readManyBases: (addresses) => readManyBases(path, addresses),
    listOrgs: () => listOrgs(path),
    lastDeployments: (environment) => lastDeployments(path, environment),
    writeBases: async (...args) => orgs.writeBases(...args),
    writePlan: async (...args) => orgs.writePlan(...args),
    readPlan: async (...args) => orgs.readPlan(...args),
    writeSnapshot: async (...args) => orgs.writeSnapshot(...args),
    readSnapshot: async (...args) => orgs.readSnapshot(...args),
    writeEvidence: async (...args) => rollouts.writeEvidence(...args),
    readEvidence: async (...args) => rollouts.readEvidence(...args),
    writeReport: async (...args) => rollouts.writeReport(...args),
    readReport: async (...args) => rollouts.readReport(...args),
    writePromotion: async (...args) => promotions.writePromotion(...args),
    readPromotions: async (...args) => promotions.readPromotions(...args),
  };
}

/** Makes a ledger at a path, or finds the one that is there; also when several do so at once. Returns its id. */
export async function createGitLedger(path: string): Promise<string> {
  return createLedgerAt(resolve(path), ROLLCALL);
}
