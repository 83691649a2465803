import type { Json, JsonObject } from './json.js';
import type { GateRule } from './capacity/gate.js';
import type { FailureTolerance } from './failure-tolerance.js';
import type { StagingGateRule } from './synthetic/rule.js';
import type { ResourceKey, ResourceKind } from './resource.js';

export type Scalar = string | number | boolean;

/** A named set of orgs with the same components: one entry of the manifest's `deployment_targets`. */
export interface Group {
  readonly name: string;
  /** Logical org ids. */
  readonly orgIds: readonly string[];
  readonly components: readonly string[];
  /** Names of groups that deploy before this one, beside those that references imply. */
  readonly dependsOn: readonly string[];
}

/** One resource of a component. */
export interface ComponentResource {
  readonly kind: ResourceKind;
  /** Unique within the group and kind; the last part of the resource's key. */
  readonly name: string;
  /** Path of the template below the configuration root. */
  readonly template: string;
  /** What it was called before, as written: a name of this group and kind, or a full key. Absent: nothing else. */
  readonly movedFrom?: readonly string[];
}

export interface Component {
  readonly name: string;
  readonly resources: readonly ComponentResource[];
}

/** A change of one resource's template for an environment, a group or an org. */
export interface ResourceOverride {
  /** As written: `kind/name` of the org's own group, or a full key. */
  readonly key: string;
  /** See `applyOverride`. Variables and references are those of a template. */
  readonly patch: JsonObject;
  /** JSON path of the entry in the environment's file. */
  readonly place: string;
}

/** The platforms that there are adapters for. */
export const PLATFORM_NAMES = ['guide', 'genesys-cloud', 'nice-cxone'] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/** How a logical org exists in one environment. */
export interface OrgBinding {
  /** Logical id, as in the manifest. */
  readonly org: string;
  readonly platform: PlatformName;
  /** The platform's own org id. */
  readonly realOrgId: string;
  /** Logical id of the parent org, null for a hub. From the manifest's environment, checked by discovery. */
  readonly parent: string | null;
  readonly baseUrl: string;
  /** Where tokens are asked for. Absent: where the platform has its login by rule. */
  readonly loginUrl?: string;
  readonly region: string;
  readonly carrier: string;
  readonly timeZone: string;
  /** Reference that a secret provider resolves, for example `file:org_sub_002`. Never a secret. */
  readonly credentials: string;
  /** Already merged: environment, then group, then org, later ones win. */
  readonly variables: Readonly<Record<string, Scalar>>;
  /** Forecast of the calls offered in each hour of the org's own day, midnight first. Absent: none is given. */
  readonly hourlyCalls?: readonly number[];
  /** Where test calls come in by real trunks. Absent: by none. */
  readonly sip?: { readonly target: string; readonly number: string };
  /** In the order in which they apply: environment, then group, then org. Absent: none. */
  readonly overrides?: readonly ResourceOverride[];
}

export interface Environment {
  readonly name: string;
  /** True where every org lives in the simulator: rehearsals and demos. */
  readonly simulated: boolean;
  /** The environment that must have passed the same release digest first. */
  readonly promotesFrom: string | null;
  /** Keyed by logical org id. */
  readonly orgs: Readonly<Record<string, OrgBinding>>;
  /** Logical org ids that do not exist here. */
  readonly notHere: readonly string[];
}

export const ConflictPolicy = {
  /** Leave the path as it is live, write the rest, list it. */
  hold: 'hold',
  useRelease: 'useRelease',
  keepLive: 'keepLive',
} as const;
export type ConflictPolicy = (typeof ConflictPolicy)[keyof typeof ConflictPolicy];

/** One word for all environments, or one by environment and `default` for the others. */
export type ByEnvironment<Word extends string> = Word | Readonly<Record<string, Word>>;
/** Paths whose changes a policy calls sensitive. */
export interface SensitivePath {
  /** What messages call it: its name, or the path where it has none. */
  readonly name: string;
  /** Null: of any kind. */
  readonly kind: ResourceKind | null;
  /** See `matchesPath`. */
  readonly path: string;
}

export type PlanGate = 'whenSensitive' | 'always' | 'never';
export type ExpansionGate = 'always' | 'never';

/** policy.yaml, compiled: every default filled in. Durations are platform time. */
export interface Policy {
  /** Cumulative percentages of the selected subs, ascending, the last is 100. */
  readonly wavePercents: readonly number[];
  /** What the percentages are of. Absent: of the orgs. */
  readonly wavesBy?: 'orgs' | 'callers';
  readonly stabilizationMinutes: number;
  /** The first wave of subs is watched at least this long after its stabilization. */
  readonly firstWaveBakeMinutes: number;
  readonly bakeMinutes: number;
  readonly checks: {
    /** From one check to the next, after the stabilization. */
    readonly intervalMinutes: number;
    /** An inconclusive wave is held for a person after this long. */
    readonly horizonMinutes: number;
    /** Length of the window before the wave that it is compared with. */
    readonly preWindowMinutes: number;
    /** What follows where a wave is still inconclusive at the horizon; a flagged one is always held. */
    readonly onInconclusive: 'hold' | 'rollBack' | 'expand';
    /** Fewer offered calls than this in any arm: inconclusive. */
    readonly minimumCalls: number;
    /** Where the plan shows that a wave cannot be judged. Absent: warn. */
    readonly onNoVerdict?: 'warn' | 'refuse';
  };
  /** Orgs that get the release in a wave of their own after the last. Absent: none. */
  readonly holdout?: {
    /** Of the selected subs, drawn at random; 0: none. */
    readonly percent: number;
    /** Names of groups whose orgs are held out, beside those. */
    readonly groups: readonly string[];
  };
  readonly thresholds: {
    /** 0.15 is +15 %, relative. */
    readonly abandonmentIncreaseRatio: number;
    readonly speedOfAnswerIncreaseSeconds: number;
    /** 5 is −5 percentage points. */
    readonly strategyHitRateDropPoints: number;
  };
  readonly gates: {
    readonly plan: ByEnvironment<PlanGate>;
    readonly expansion: ByEnvironment<ExpansionGate>;
    /** Changes that are sensitive beside those of weights and failover. Absent: none. */
    readonly also?: readonly SensitivePath[];
  };
  /** What a rollout's start has to say. Absent: nothing, as in policies that were compiled before there was this. */
  readonly change?: {
    /** A JavaScript regular expression for tickets; null: any text. */
    readonly pattern: string | null;
    /** Names of environments. */
    readonly requiredIn: readonly string[];
  };
  readonly reason?: { readonly requiredIn: readonly string[] };
  readonly failureTolerance: FailureTolerance;
  readonly maxParallelOrgs: number;
  readonly onConflict: ConflictPolicy;
  /** What to do where another rollout has an org's window open. */
  readonly onBusyOrg: 'wait' | 'refuse';
  /** An org that is not wholly on the release after this long takes itself back; wall time. Absent: 60. */
  readonly orgDeadlineMinutes?: number;
  /** Kinds that may be written though their platform guards no write against a concurrent one. Absent: none. */
  readonly allowBestEffort?: boolean | readonly ResourceKind[];
  /** True: resources that the release no longer names are removed when the rollout closes. Absent: they stay. */
  readonly prune?: boolean;
  /** Whether a wave waits for agents. Absent: it does not. */
  readonly capacity?: {
    readonly gate: ByEnvironment<ExpansionGate>;
    /** How far ahead volume and agents are compared; platform time. */
    readonly windowMinutes: number;
    readonly rule: GateRule;
  };
  /** How calls are moved within an org. Absent: at once, as the templates say. */
  readonly traffic?: {
    /** Points of a hundred that a strategy's weights move in one step at most. */
    readonly stepCapPoints: number;
    /** From one step to the next, at the least. */
    readonly stepMinutes: number;
    /** Where there is no way in steps. */
    readonly hardSwaps: 'refuse' | 'allow';
    /** Weights follow the agents while an org's window is open. Absent: they stay as the templates say. */
    readonly byAgents?: {
      /** How far from the template's weight each may go. */
      readonly envelopePoints: number;
      /** From one look at the agents to the next. */
      readonly lookMinutes: number;
    };
  };
  /** Synthetic load before a pass is recorded. Absent: none. */
  readonly stagingGate?: StagingGateRule;
  readonly rollbackVerification: {
    /** Held with an alert when telemetry is not back after this long. */
    readonly horizonMinutes: number;
  };
}

/** A release: the configuration repository at one commit, read and validated. */
export interface Release {
  readonly commit: string;
  /** Over manifest, policy, components and templates; hex SHA-256. */
  readonly digest: string;
  /** Over environments/, which the release digest leaves out; hex SHA-256. */
  readonly environmentFilesDigest: string;
  readonly groups: readonly Group[];
  readonly components: Readonly<Record<string, Component>>;
  /** Parsed templates by path, with `{{VARIABLES}}` and `{ref: key}` still in them. */
  readonly templates: Readonly<Record<string, Json>>;
  readonly policy: Policy;
  readonly environments: Readonly<Record<string, Environment>>;
}

/** A template rendered for one org: variables replaced, references symbolic (`{ref: full key}`). */
export interface RenderedResource {
  /** Full key. */
  readonly key: string;
  readonly kind: ResourceKind;
  readonly component: string;
  /** The `name` member of the body: how the platform knows it on first contact. */
  readonly name: string;
  readonly body: JsonObject;
  /** Full keys that the body refers to, sorted, each once. */
  readonly references: readonly string[];
  /** Full keys that it had in earlier releases; absent where there are none. */
  readonly movedFrom?: readonly ResourceKey[];
}

/** One thing wrong with what somebody wrote: where, what, and what to do. */
export interface Finding {
  /** Path below the configuration root, or the name of an input. */
  readonly file: string;
  /** From 1; null where the finding is about a whole file. */
  readonly line: number | null;
  readonly column: number | null;
  /** JSON path in the file, for example `deployment_targets[1].components[0]`; empty for the file. */
  readonly path: string;
  readonly message: string;
}
