import type { RunScope } from './types.js';

export interface PreflightInput {
  readonly scope: RunScope;
  readonly orgs: readonly string[];
  /** Nothing has been written yet: what the clients of all of the rollout's orgs may do is checked as well. */
  readonly beforeFirstWrite?: boolean;
}

/** A client that has been granted more scopes than the components of its org need. */
export interface ExcessScopes {
  readonly org: string;
  readonly count: number;
}

export interface PreflightResult {
  readonly platformTimeMs: number;
  /** At most 100 orgs; absent where nobody looked, or where there is none. */
  readonly excessScopes?: readonly ExcessScopes[];
  /** What is removed or switched off while something uses it, in words; at most 20, absent where there is none. */
  readonly stillUsed?: readonly string[];
}
