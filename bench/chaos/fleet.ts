/** The hub and eleven subs of both regions: twelve orgs. */
export const SUBS = [2, 3, 4, 12, 13, 14, 22, 23, 24, 32, 33].map(
  (number) => `org_sub_${String(number).padStart(3, '0')}`,
);

export const HUB = 'gc-prod-hub';

/** The platform's ids, the hub first. */
export const ORG_IDS: readonly string[] = [HUB, ...SUBS.map(realOrgId)];

/** The platform's id of a logical org. */
export function realOrgId(org: string): string {
  return org === 'org_parent_001' ? HUB : org.replace('org_sub_', 'gc-prod-');
}

/** Tags of the configuration repository. */
export const RELEASE = {
  good: 'v2.1.0',
  /** The same, but up to four orgs may fail before everything is taken back. */
  tolerant: 'v2.1.0-tolerant',
  /** Callers suffer from it: the judge has to take it back. */
  bad: 'v2.1.0-bad-flow',
} as const;

/** Writes of a rollout that meets nothing: three a sub, and three to the hub. */
export const WRITES = 3 * (1 + SUBS.length);
