import { LedgerNameError } from './errors.js';
import type { OrgAddress } from './port.js';

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
const LONGEST_SHOWN = 60;

// Folders and refs beside the environments: an environment of that name would share their refs.
const RESERVED_ENVIRONMENTS = new Set(['ledger', 'line', 'rollouts', 'promotions']);

export const LEDGER_REF = 'refs/rollcall/ledger';
/** Whether the line is stopped. */
export const LINE_REF = 'refs/rollcall/line';
export const LINE_FILE = 'line.json';
export const LEDGER_FILE = 'ledger.json';
export const BASES_FILE = 'bases.json';
export const ROLLOUTS_FOLDER = 'rollouts';
export const EVIDENCE_FOLDER = 'evidence';
export const PLAN_SET_FILE = 'plan/set.json';
export const LOAD_FILE = 'load/staging-gate.json';
export const REPORT_FILE = 'report.json';
export const ROLLOUT_REFS = 'refs/rollcall/rollouts/';

/** Returns a name unchanged if it can be part of a ref and of a path on every system; else throws. */
export function safeName(what: string, name: string): string {
  const safe =
    SAFE_NAME.test(name) && !name.includes('..') && !name.endsWith('.') && !name.endsWith('.lock');
  if (safe) return name;
  throw new LedgerNameError(
    `${what} ${JSON.stringify(name.slice(0, LONGEST_SHOWN))} cannot be kept in the ledger: use up to ` +
      `120 letters, digits, ".", "_" and "-", beginning with a letter or digit, without ".." ` +
      `and not ending in "." or ".lock"`,
  );
}

/** The ref of one org in one environment. */
export function orgRef({ environment, org }: OrgAddress): string {
  return `${environmentRefs(environment)}${safeName('org', org)}`;
}

/** What the refs of all orgs of an environment begin with. */
export function environmentRefs(environment: string): string {
  return `refs/rollcall/${safeEnvironment(environment)}/`;
}

/** The ref of evidence and report of one rollout. */
export function rolloutRef(rolloutKey: string): string {
  return `${ROLLOUT_REFS}${safeName('rollout key', rolloutKey)}`;
}

/** The ref of the promotion records of one environment. */
export function promotionsRef(environment: string): string {
  return `refs/rollcall/promotions/${safeEnvironment(environment)}`;
}

/** Where an org's tree keeps the plan, the snapshot, the adjustments or the outcome of a rollout. */
export function rolloutFile(
  rolloutKey: string,
  file: 'plan.json' | 'snapshot.json' | 'adjustments.json' | 'outcome.json',
): string {
  return `${ROLLOUTS_FOLDER}/${safeName('rollout key', rolloutKey)}/${file}`;
}

function safeEnvironment(environment: string): string {
  // Some file systems do not tell upper from lower case.
  if (RESERVED_ENVIRONMENTS.has(environment.toLowerCase())) {
    throw new LedgerNameError(
      `environment "${environment}" cannot be kept in the ledger: the name is taken`,
    );
  }
  return safeName('environment', environment);
}
