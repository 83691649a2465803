import { resolve } from 'node:path';
import { adjustmentMethods } from './adjustment-records.js';
import type { Author } from './commit-files.js';
import { createLedgerAt, nameLedger } from './create-git-ledger.js';
import { lastDeployments, listOrgs } from './last-deployments.js';
import { readLedgerId } from './ledger-id.js';
import { listRollouts } from './list-rollouts.js';
import { readManyBases } from './many-bases.js';
import { LineRecord } from './line-record.js';
import { OrgRecords } from './org-records.js';
import { loadCalls } from './load-records.js';
import { PlanSets } from './plan-sets.js';
import type { Ledger, OutcomeListener } from './port.js';
import { PromotionRecords } from './promotion-records.js';
import { isRemote, mirrorPath, Remote } from './remote.js';
import { Repository } from './repository.js';
import { RolloutRecords } from './rollout-records.js';
import { Signatures } from './signatures.js';
import { Signer } from './signer.js';
import { StaleLocks } from './stale-locks.js';
import { TipMemory } from './tip-memory.js';
import { verifyLedger } from './verify/verify-ledger.js';

const ROLLCALL: Author = { name: 'Rollcall', email: 'rollcall@localhost' };

export interface GitLedgerOptions {
  /** Path of a bare repository, or the URL of one (https, ssh, file). */
  readonly repository: string;
  /** Who commits; "Rollcall" unless told. */
  readonly author?: Author;
  /**
   * Folder where the last seen tips are remembered, and mirrors are. Without it a forced update stays unnoticed, and a
   * URL cannot be opened.
   */
  readonly cacheDir?: string;
  /** Path of the SSH private key that signs every commit. */
  readonly signingKey?: string | null;
  /** Path of an allowed_signers file; with it only what one of them signed is trusted. */
  readonly signers?: string | null;
  readonly onOutcome?: OutcomeListener | undefined;
  /** For how long the same lock file of Git's has to be in the way before it counts as left behind; a minute unless told. */
  readonly lockPatienceMs?: number;
}

/**
 * Opens the ledger in a bare Git repository. It need not be reachable yet: every call looks anew, and
 * fails with LedgerUnavailableError for as long as it is not.
 */
export async function openGitLedger(options: GitLedgerOptions): Promise<Ledger> {
  const git = repositoryOf(options);
  const signatures = options.signers ? new Signatures(git.path, resolve(options.signers)) : null;
  const orgs = new OrgRecords(git);
  const rollouts = new RolloutRecords(git);
  const planSets = new PlanSets(git);
  const promotions = new PromotionRecords(git, signatures);
  const line = new LineRecord(git, signatures);
  return {
    id: () => readLedgerId(git),
    readBases: async (...args) => orgs.readBases(...args),
    readManyBases: (addresses) => readManyBases(git, addresses),
    listOrgs: () => listOrgs(git),
    lastDeployments: (environment) => lastDeployments(git, environment),
    writeBases: async (...args) => orgs.writeBases(...args),
    writePlan: async (...args) => orgs.writePlan(...args),
    readPlan: async (...args) => orgs.readPlan(...args),
    writeSnapshot: async (...args) => orgs.writeSnapshot(...args),
    readSnapshot: async (...args) => orgs.readSnapshot(...args),
    ...adjustmentMethods(git),
    writeOutcome: async (...args) => orgs.writeOutcome(...args),
    readOutcome: async (...args) => orgs.readOutcome(...args),
    overtakenBy: async (...args) => orgs.overtakenBy(...args),
    writeEvidence: async (...args) => rollouts.writeEvidence(...args),
    readEvidence: async (...args) => rollouts.readEvidence(...args),
    listEvidence: async (...args) => rollouts.listEvidence(...args),
    ...loadCalls(git),
    writeReport: async (...args) => rollouts.writeReport(...args),
    readReport: async (...args) => rollouts.readReport(...args),
    writePlanSet: async (...args) => planSets.writePlanSet(...args),
    readPlanSet: async (...args) => planSets.readPlanSet(...args),
    listRollouts: async (...args) => listRollouts(git, ...args),
    readOrgTraces: async (...args) => orgs.readTraces(...args),
    writePromotion: async (...args) => promotions.writePromotion(...args),
    readPromotions: async (...args) => promotions.readPromotions(...args),
    moveLine: async (...args) => line.moveLine(...args),
    readLine: async () => line.readLine(),
    verify: async () => verifyLedger(git, signatures),
  };
}

/**
 * Makes a ledger, or finds the one that is there; also when several do so at once. At a path the repository is made,
 * at a URL it has to be there, if only empty. Returns the ledger's id.
 */
export async function createGitLedger(
  repository: string,
  options: Omit<GitLedgerOptions, 'repository'> = {},
): Promise<string> {
  const git = repositoryOf({ ...options, repository });
  return isRemote(repository) ? nameLedger(git) : createLedgerAt(git.path, git);
}

function repositoryOf({
  repository,
  author = ROLLCALL,
  cacheDir,
  signingKey,
  onOutcome,
  lockPatienceMs,
}: GitLedgerOptions): Repository {
  const locks = new StaleLocks(() => onOutcome?.('staleLock'), lockPatienceMs);
  const signer = signingKey ? new Signer(resolve(signingKey)) : null;
  const memoryOf = (path: string, name: string): TipMemory | null =>
    cacheDir === undefined ? null : new TipMemory(resolve(cacheDir), path, name);
  if (!isRemote(repository)) {
    const path = resolve(repository);
    return new Repository({ path, author, signer, onOutcome, locks, memory: memoryOf(path, path) });
  }
  if (cacheDir === undefined)
    throw new TypeError('a ledger at a URL needs a cacheDir for its mirror');
  const path = mirrorPath(repository, cacheDir);
  const remote = new Remote(repository, path, locks);
  return new Repository({
    path,
    author,
    signer,
    onOutcome,
    remote,
    locks,
    memory: memoryOf(path, remote.name),
  });
}
