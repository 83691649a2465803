import type { LoadLabel } from '../domain/synthetic/judge-load.js';
import type { RunScope } from './types.js';

/** A load that is under way. */
export interface PlacedLoad {
  readonly calls: number;
  readonly orgs: number;
  /** Until the last call is placed, platform time. */
  readonly minutes: number;
  /** Until that one has been answered, or is late. */
  readonly settlingMinutes: number;
  /** Calls by SIP, beside the others. */
  readonly sipCalls: number;
  /** What cannot be checked, in words; at most 12. */
  readonly unable: readonly string[];
}

export type LoadLook =
  | { readonly state: 'running'; readonly open: number }
  | {
      readonly state: LoadLabel;
      readonly reason: string;
      readonly calls: number;
      /** In words, at most 13. */
      readonly findings: readonly string[];
      /** Where the evidence is. */
      readonly place: string;
    };

export interface SyntheticActivities {
  /** Plans the synthetic load, records it and places it. Twice is once. */
  placeLoad(input: { readonly scope: RunScope }): Promise<PlacedLoad>;
  /** Calls by SIP, and waits for their ends. A platform cannot tell that it was called before: never to be tried twice. */
  placeSipCalls(input: { readonly scope: RunScope }): Promise<void>;
  /** Judges the load once all its calls have come out, or as it is where `atEnd`. */
  judgeLoad(input: { readonly scope: RunScope; readonly atEnd: boolean }): Promise<LoadLook>;
}
