import type { Operations } from '../domain/operations.js';
import type { CommitProvenance } from '../domain/provenance.js';
import type { Finding, Release } from '../domain/release-model.js';

/** Thrown with all findings at once. */
export class BadReleaseError extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(
      findings
        .map((f) => `${f.file}:${f.line ?? 1}: ${f.path ? `${f.path}: ` : ''}${f.message}`)
        .join('\n'),
    );
    this.name = 'BadReleaseError';
    this.findings = findings;
  }
}

/** The operations as they stand on the protected branch. */
export interface CurrentOperations {
  readonly operations: Operations;
  /** Tip of the protected branch; null where there is no such branch. */
  readonly commit: string | null;
  /** False where there is no operations.yaml, and the defaults apply. */
  readonly found: boolean;
}

/** The configuration repository. Read access is enough. */
export interface ReleaseSource {
  /** Any Git ref (or commit) to its commit id. BadReleaseError where there is none by that name. */
  resolve(ref: string): Promise<string>;
  /** Reads and validates the repository at a commit. Cached. BadReleaseError with every finding. */
  load(commit: string): Promise<Release>;
  /**
   * Findings about files of a commit, with line and column where their paths are: what is found later than at
   * loading knows paths only. A finding about something else comes back as it is.
   */
  place(commit: string, findings: readonly Finding[]): Promise<readonly Finding[]>;
  /** operations.yaml at the tip of the protected branch, as of now. BadReleaseError with every finding. */
  operations(): Promise<CurrentOperations>;
  /**
   * Where a commit stands now: on the protected branch or not, and by which tags. Signatures are verified with the
   * keys of the people in operations.yaml. BadReleaseError where there is no such commit.
   */
  provenance(commit: string): Promise<CommitProvenance>;
}
