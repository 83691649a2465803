import type { OrgDrift } from './drift.js';

/** One org of the fleet: what it is on, since when, and whether somebody changed it. */
export interface FleetRow {
  readonly org: string;
  readonly group: string;
  readonly environment: string;
  /** A tag where the commit has one, else the commit or digest in short; null where nothing was ever written. */
  readonly release: string | null;
  readonly commit: string | null;
  readonly releaseDigest: string | null;
  readonly rolloutKey: string | null;
  /** Wall clock, ISO 8601, when the release was closed; null where nothing was ever written. */
  readonly since: string | null;
  /** Differences; null where nobody looked. */
  readonly drift: number | 'unreachable' | null;
}

/** What the ledger knows of an org. */
export interface FleetRecord {
  readonly org: string;
  readonly at: string;
  readonly releaseDigest: string | null;
  readonly rolloutKey: string | null;
  readonly commit: string | null;
}

export interface FleetRequest {
  readonly environment: string;
  readonly orgs: readonly { readonly org: string; readonly group: string }[];
  readonly records: readonly FleetRecord[];
  /** Null where the orgs were not read. */
  readonly drift: readonly OrgDrift[] | null;
  /** The tag of a commit. */
  readonly tagOf: (commit: string) => string | undefined;
}

const SHOWN_COMMIT = 8;

/** The fleet org by org, in the environment's order; orgs that only the ledger knows come last. */
export function fleetRows(request: FleetRequest): FleetRow[] {
  const { environment, orgs, records, drift, tagOf } = request;
  const record = new Map(records.map((one) => [one.org, one]));
  const found = new Map((drift ?? []).map((one) => [one.org, one]));
  const gone = records
    .filter(({ org }) => !orgs.some((known) => known.org === org))
    .map(({ org }) => ({ org, group: '' }));
  return [...orgs, ...gone].map(({ org, group }) => {
    const last = record.get(org);
    const { commit = null, releaseDigest = null } = last ?? {};
    const name = commit === null ? releaseDigest : (tagOf(commit) ?? commit);
    const isTag = commit !== null && tagOf(commit) !== undefined;
    return {
      org,
      group,
      environment,
      release: isTag ? name : (name?.slice(0, SHOWN_COMMIT) ?? null),
      commit,
      releaseDigest,
      rolloutKey: last?.rolloutKey ?? null,
      since: last?.at ?? null,
      drift: driftOfRow(found.get(org)),
    };
  });
}

function driftOfRow(found: OrgDrift | undefined): FleetRow['drift'] {
  switch (found?.state) {
    case 'drifted':
      return found.items.length;
    case 'same':
      return 0;
    case 'unreachable':
      return 'unreachable';
    case 'neverAdopted':
    case undefined:
      return null;
    default:
      return found satisfies never;
  }
}
