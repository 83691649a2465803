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

/** The configuration repository. Read access is enough. */
export interface ReleaseSource {
  /** Any Git ref (or commit) to its commit id. BadReleaseError where there is none by that name. */
  resolve(ref: string): Promise<string>;
  /** Reads and validates the repository at a commit. Cached. BadReleaseError with every finding. */
  load(commit: string): Promise<Release>;
}
