import type { DemoPlatform } from '../../src/cli/demo/platforms.js';
import type { PlatformName } from '../../src/domain/release-model.js';

/** One of the twelve. */
export interface FleetOrg {
  /** Logical id. */
  readonly org: string;
  /** The platform's id. */
  readonly id: string;
  readonly dialect: PlatformName;
  readonly isHub: boolean;
}

/** The hub, first, and eleven subs, on one vendor's platform or on all of them. */
export interface Fleet {
  readonly platform: DemoPlatform;
  readonly orgs: readonly FleetOrg[];
}

const HUB = 'org_parent_001';
/** Of both regions and carriers. */
const NUMBERS = [2, 3, 4, 12, 13, 14, 22, 23, 24, 32, 33];
/** Of the mixture's four groups. */
const MIXED_NUMBERS = [2, 3, 4, 9, 16, 17, 18, 19, 29, 30, 31];

/** Logical ids of the guide's subs. */
export const SUBS = NUMBERS.map(subOf);

export function fleetOf(platform: DemoPlatform): Fleet {
  const subs = (platform === 'mixed' ? MIXED_NUMBERS : NUMBERS).map(subOf);
  return { platform, orgs: [HUB, ...subs].map((org) => orgOf(platform, org)) };
}

function subOf(number: number): string {
  return `org_sub_${String(number).padStart(3, '0')}`;
}

const PREFIX = {
  guide: 'gc',
  'genesys-cloud': 'gen',
  'nice-cxone': 'cx',
} as const satisfies Record<PlatformName, string>;

function orgOf(platform: DemoPlatform, org: string): FleetOrg {
  const dialect = platform === 'mixed' ? mixedDialectOf(org) : platform;
  const isHub = org === HUB;
  const id = `${PREFIX[dialect]}-prod-${isHub ? 'hub' : org.replace('org_sub_', '')}`;
  return { org, id, dialect, isHub };
}

/** As samples/mixed has them. */
function mixedDialectOf(org: string): PlatformName {
  const number = Number(org.replace('org_sub_', ''));
  if (number >= 29) return 'nice-cxone';
  return number >= 16 ? 'genesys-cloud' : 'guide';
}

/** Tags of the configuration repository. */
export const RELEASE = {
  good: 'v2.1.0',
  /** The same, but up to four orgs may fail before everything is taken back. */
  tolerant: 'v2.1.0-tolerant',
  /** Callers suffer from it: the judge has to take it back. */
  bad: 'v2.1.0-bad-flow',
} as const;
