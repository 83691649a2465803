import type { DriftItem, DriftKind, OrgDrift } from './drift.js';
import type { Json } from './json.js';

/** Examples and names that a summary holds at most: it travels through Temporal. */
const MOST_EXAMPLES = 20;
const MOST_ORGS = 50;
const LONGEST_TEXT = 200;

/** Drift of a fleet in counts, with a few examples: below 100 KB for any number of orgs. */
export interface DriftSummary {
  readonly environment: string;
  readonly commit: string;
  readonly orgs: {
    readonly read: number;
    readonly same: number;
    readonly drifted: number;
    readonly neverAdopted: number;
    readonly unreachable: number;
  };
  /** Differences by kind. */
  readonly items: Readonly<Record<DriftKind, number>>;
  /** At most 20, of different orgs first. Values longer than 200 characters are left out. */
  readonly examples: readonly DriftItem[];
  /** At most 50 names each. */
  readonly drifted: readonly string[];
  readonly unreachable: readonly { readonly org: string; readonly reason: string }[];
}

/** Sums up what was found in each org. */
export function summariseDrift(
  about: { readonly environment: string; readonly commit: string },
  orgs: readonly OrgDrift[],
): DriftSummary {
  const drifted = orgs.filter((org) => org.state === 'drifted');
  const unreachable = orgs.filter((org) => org.state === 'unreachable');
  const items = drifted.flatMap((org) => org.items);
  const inState = (state: OrgDrift['state']): number =>
    orgs.filter((org) => org.state === state).length;
  const ofKind = (kind: DriftKind): number => items.filter((item) => item.kind === kind).length;
  return {
    ...about,
    orgs: {
      read: orgs.length - unreachable.length,
      same: inState('same'),
      drifted: drifted.length,
      neverAdopted: inState('neverAdopted'),
      unreachable: unreachable.length,
    },
    items: {
      edited: ofKind('edited'),
      renamed: ofKind('renamed'),
      disabled: ofKind('disabled'),
      deleted: ofKind('deleted'),
    },
    examples: examplesOf(drifted.map((org) => org.items)),
    drifted: drifted.slice(0, MOST_ORGS).map(({ org }) => org),
    unreachable: unreachable
      .slice(0, MOST_ORGS)
      .map(({ org, reason }) => ({ org, reason: reason.slice(0, LONGEST_TEXT) })),
  };
}

/** The first of every org, then the others, up to the limit. */
function examplesOf(byOrg: readonly (readonly DriftItem[])[]): DriftItem[] {
  const first = byOrg.flatMap((items) => items.slice(0, 1));
  const others = byOrg.flatMap((items) => items.slice(1));
  return [...first, ...others].slice(0, MOST_EXAMPLES).map(shortened);
}

function shortened({ was, is, ...rest }: DriftItem): DriftItem {
  return {
    ...rest,
    path: rest.path?.slice(0, LONGEST_TEXT) ?? null,
    ...(isShort(was) ? { was } : {}),
    ...(isShort(is) ? { is } : {}),
  };
}

function isShort(value: Json | undefined): value is Json {
  return value !== undefined && JSON.stringify(value).length <= LONGEST_TEXT;
}
