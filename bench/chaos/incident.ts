import type { JsonObject } from '../../src/domain/json.js';
import type { Fleet } from './fleet.js';

/** The kinds of faults; the issue asks for each in so many runs. */
export const FAULT_KINDS = [
  'worker kill',
  'server restart',
  'lost answer',
  '412 storm',
  '429 storm',
  'token revocation',
  'client revoked',
  'ledger outage',
  'manual edit',
  'operator message',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * When something happens: by what the rollout has done, never by the clock, so that a seed means the same on a slow
 * machine. `write`: as soon as the journal has so many writes of Rollcall; `state`: the first time that the rollout is
 * in that state; `gate`: when the so-manieth gate waits.
 */
export type Mark =
  | { readonly at: 'start' }
  | { readonly at: 'write'; readonly nth: number }
  | { readonly at: 'state'; readonly state: string }
  | { readonly at: 'gate'; readonly nth: number };

/** A kind of request to one org, as the simulator's faults aim. */
export interface Aim {
  /** The platform's id of the org. */
  readonly orgId: string;
  readonly kind: string;
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
}

/** What happens. */
export type Deed =
  | {
      readonly kind: 'worker kill';
      /** Kept waiting by the platform when the worker dies; null: whatever it is at. */
      readonly during: Aim | null;
      readonly downMs: number;
    }
  | { readonly kind: 'server restart'; readonly downMs: number }
  | {
      readonly kind: 'lost answer';
      readonly aim: Aim;
      readonly nth: number;
      /** A gateway's; null: the connection is cut. */
      readonly status: 504 | null;
    }
  | {
      readonly kind: '412 storm';
      readonly aim: Aim;
      /** `edits`: a person changes the resource before each of so many writes; `refusals`: it is only said. */
      readonly by: 'edits' | 'refusals';
      readonly rounds: number;
    }
  | {
      readonly kind: '429 storm';
      readonly orgId: string;
      readonly requests: number;
      readonly headers: 'real' | 'out' | 'none';
    }
  | {
      readonly kind: 'token revocation';
      readonly orgId: string;
      /** `tokens`: a new one can be had at once; `client`: refused for a while. */
      readonly what: 'tokens' | 'client';
      readonly forMs: number;
    }
  | { readonly kind: 'client revoked'; readonly orgId: string }
  | { readonly kind: 'ledger outage'; readonly forMs: number }
  | {
      readonly kind: 'manual edit';
      readonly orgId: string;
      readonly resource: string;
      readonly name: string;
      readonly patch: JsonObject;
      readonly by: string;
    }
  | {
      readonly kind: 'operator message';
      /** Name of a signal, or `cancel`. */
      readonly signal: string;
      readonly payload: unknown;
      readonly times: number;
    };

export interface Incident {
  readonly when: Mark;
  readonly what: Deed;
}

/** All that a seed says about a run. */
export interface Schedule {
  readonly seed: number;
  readonly fleet: Fleet;
  readonly release: string;
  readonly incidents: readonly Incident[];
}

/** One line for people. */
export function incidentText({ when, what }: Incident): string {
  const { kind, ...rest } = what;
  return `${markText(when)}: ${kind} ${JSON.stringify(rest)}`;
}

function markText(mark: Mark): string {
  switch (mark.at) {
    case 'start':
      return 'at the start';
    case 'write':
      return `at write ${mark.nth}`;
    case 'state':
      return `once ${mark.state}`;
    case 'gate':
      return `at gate ${mark.nth}`;
    default:
      return mark satisfies never;
  }
}
