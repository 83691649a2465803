import type { OrgBinding } from './release-model.js';

/** The points at which a rollout can ask people. */
export const GateName = {
  plan: 'plan',
  /** Differences without a base: nobody can tell whether they are a person's edit. */
  firstContact: 'first_contact',
  policyChange: 'policy_change',
  environmentChange: 'environment_change',
  expansion: 'expansion',
  /** Going on though agents are short. */
  capacity: 'capacity',
  /** Weights that follow the agents farther than was approved. */
  traffic: 'traffic',
  emergency: 'emergency',
  close: 'close',
} as const;
export type GateName = (typeof GateName)[keyof typeof GateName];

/** Which commits an environment takes, each stricter than the one before: a tag counts on the protected branch. */
export const Acceptance = {
  any: 'any',
  protectedBranch: 'protected_branch',
  tag: 'tag',
  signedTag: 'signed_tag',
} as const;
export type Acceptance = (typeof Acceptance)[keyof typeof Acceptance];

/** Where a rule of the operations applies; null is everywhere. */
export interface OperationsScope {
  readonly environments: readonly string[] | null;
  readonly regions: readonly string[] | null;
  readonly groups: readonly string[] | null;
  /** Logical org ids. */
  readonly orgs: readonly string[] | null;
}

export interface ApprovalRule {
  /** Null: any, as for gate and region. */
  readonly environment: string | null;
  readonly gate: GateName | null;
  readonly region: string | null;
  /** Who may approve; null: anybody. */
  readonly approvers: readonly string[] | null;
  /** How many different people have to approve. */
  readonly people: number;
  readonly signed: boolean;
  readonly notTheRequester: boolean;
  /** An approval older than this no longer counts; null: it always does. */
  readonly expiresMinutes: number | null;
}

/** No deployment from one local time to another, in each org's own time zone. */
export interface Freeze extends OperationsScope {
  readonly name: string;
  /** Local time as `parseLocalTime` reads it, inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly reason: string | null;
}

export const Weekday = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof Weekday)[number];

/** Hours of each org's own days inside or outside of which alone deployments begin. */
export interface BusinessHours extends OperationsScope {
  readonly name: string;
  /** The days on which the hours begin. */
  readonly days: readonly Weekday[];
  /** Minutes after local midnight, inclusive. */
  readonly fromMinute: number;
  /** Exclusive. Not after `fromMinute`: on the next day. */
  readonly toMinute: number;
  readonly deploy: 'inside' | 'outside';
}

export interface HeldBackOrg {
  readonly org: string;
  readonly environments: readonly string[] | null;
  readonly reason: string;
  /** The org's local time at which it ends; null: until the entry is taken out. */
  readonly until: string | null;
}

/** operations.yaml, compiled: what people decide about day by day, apart from any release. */
export interface Operations {
  /** By environment. One that is not there takes any commit. */
  readonly accepts: Readonly<Record<string, Acceptance>>;
  readonly people: Readonly<Record<string, { readonly sshKeys: readonly string[] }>>;
  readonly approvals: readonly ApprovalRule[];
  readonly freezes: readonly Freeze[];
  readonly businessHours: readonly BusinessHours[];
  readonly heldBack: readonly HeldBackOrg[];
  readonly stopTheLine: { readonly by: string; readonly reason: string } | null;
}

/** What applies where there is no operations.yaml. */
export const noOperations: Operations = {
  accepts: {},
  people: {},
  approvals: [],
  freezes: [],
  businessHours: [],
  heldBack: [],
  stopTheLine: null,
};

/** An org in one environment, as the rules of the operations see it. */
export interface OrgPlace {
  readonly environment: string;
  readonly org: Pick<OrgBinding, 'org' | 'region' | 'timeZone'>;
  readonly group: string;
}

/** True where a rule with this scope applies to the org. */
export function covers(scope: OperationsScope, { environment, org, group }: OrgPlace): boolean {
  const names = (list: readonly string[] | null, name: string): boolean =>
    list === null || list.includes(name);
  return (
    names(scope.environments, environment) &&
    names(scope.regions, org.region) &&
    names(scope.groups, group) &&
    names(scope.orgs, org.org)
  );
}
