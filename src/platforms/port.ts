import type { CallInterval } from '../domain/canary/evidence.js';
import type { JsonObject } from '../domain/json.js';
import type { OrgBinding } from '../domain/release-model.js';
import type { LiveResource, ResourceKind } from '../domain/resource.js';
import type { Priority } from '../http/priority.js';
import type { TestCalls } from './test-calls.js';

/** What a client throws, for those who call one. */
export { isFinal, WireError, type WireErrorKind } from '../http/errors.js';
export type { Priority } from '../http/priority.js';
export type { PlacedCall, TestCallOrder, TestCalls } from './test-calls.js';

/** How strongly a dialect can guard a write of a kind against a concurrent one. */
export type Concurrency = 'etag' | 'version' | 'lock' | 'none';

/** Whether what was written is what the next read shows. */
export type Consistency = 'immediate' | 'eventual';

/** How a dialect changes what is there: the members that differ, the whole, by a job; or not at all. */
export type WriteMode = 'patch' | 'put' | 'job' | 'createOnly';

/** What takes a change back: the values from before, written anew; or the platform's own older version, where it is kept. */
export type RollbackMode = 'restoreSnapshot' | 'republishVersion';

/** What an adapter says of one kind; plans, reports and rollbacks go by it. */
export interface KindDeclaration {
  readonly concurrency: Concurrency;
  /** Where eventual, a write counts once it was read back. */
  readonly consistency: Consistency;
  readonly write: WriteMode;
  /** False where the platform, or its rules, leave making one to people: a plan that would is refused. */
  readonly creates: boolean;
  /** False where the platform deletes none: one that a rollout created can only be switched off. */
  readonly deletes: boolean;
  readonly rollback: RollbackMode;
  /** What lists tell: whole bodies, or too little of them to be compared with anything. */
  readonly lists: 'bodies' | 'names';
  /** Kinds that one names in its own language, by their names: a release writes what is named before what names it. */
  readonly names: readonly ResourceKind[];
  /** The members that switch one off without deleting it; null where the kind cannot be switched off. */
  readonly off: JsonObject | null;
}

/** Something that uses a resource, as the platform tracks it. */
export interface ResourceUser {
  /** The platform's own id. */
  readonly id: string;
  /** For people, with what it is. */
  readonly name: string;
}

/** A write as a person sends it with curl: what a remediation script is made of. */
export interface RequestByHand {
  readonly method: 'PATCH' | 'PUT' | 'POST' | 'DELETE';
  /** Whole URL. */
  readonly url: string;
  /** The header that makes it conditional, with the version that `live` had; null where the body is, or nothing. */
  readonly condition: { readonly header: string; readonly value: string | null } | null;
  readonly json?: JsonObject;
}

/** An org in the platform's own tree. */
export interface DiscoveredOrg {
  readonly realOrgId: string;
  readonly name: string;
  readonly parentRealOrgId: string | null;
  /** False where the platform says that the org is switched off. */
  readonly enabled: boolean;
  /** As the platform spells them; null where it does not say. */
  readonly region: string | null;
  readonly businessUnit: string | null;
}

export interface TokenProof {
  readonly expiresAt: string;
  readonly scopes: readonly string[];
}

/** Options of one call: cancellation, the instant past which no write may start, and how it waits for its turn. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Wall clock, milliseconds since the epoch. */
  readonly deadlineMs?: number;
  /** Who goes first where calls to an org wait for each other. Default: planning, the last. */
  readonly priority?: Priority;
  /**
   * Wall milliseconds. Where the org's limit asks for a longer wait the call throws `rateLimited` with its length,
   * so that it can be waited for elsewhere. Default: any wait that ends before the deadline.
   */
  readonly longestWaitMs?: number;
}

/** How a resource is looked for by its name. */
export interface FindOptions extends CallOptions {
  /** What it is to be: of a name that two sorts of a kind may have (flows by type, say), the one of this body's sort. */
  readonly like?: JsonObject;
}

/** One page of a list of resources. */
export interface ResourcePage {
  /**
   * As the list tells them. `version` is null where lists have none: such a resource cannot be written to before it
   * was read. One that the list tells in part only, without its name, say, is left out.
   */
  readonly resources: readonly LiveResource[];
  /** How many more pages there are, as far as this one tells. */
  readonly pagesLeft: number;
}

export interface ListOptions extends CallOptions {
  /** Hears of what is there and cannot be read as a resource, which is left out then. Absent: the list fails. */
  readonly onUnreadable?: (name: string, reason: string) => void;
}

/** Platform time, as its answers state it. */
export interface PlatformTime {
  /** Milliseconds since the epoch, platform time. */
  readonly nowMs: number;
}

/** Platform time, milliseconds since the epoch, whole minutes; cut into intervals from `fromMs` on. */
export interface TelemetryWindow {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Whole, from 1 to 60. */
  readonly intervalMinutes: number;
}

/**
 * All that the engine asks of one org of one platform. One instance per org client, safe for concurrent use;
 * every method ensures its own token and throws `WireError` (src/http/errors.ts).
 */
export interface OrgClient {
  /** Null where the platform has no such kind: every call for one throws WireError `rejected`. */
  readonly declares: (kind: ResourceKind) => KindDeclaration | null;
  /** Who knows which org is above which. Absent: the platform; else its `discover` tells of the client's own org only. */
  readonly hierarchy?: 'platform' | 'manifest';
  /**
   * How far an id says which resource is meant. `org`: in its own org only, so that no resource can name one of another
   * org, and the same id there means nothing. Absent: on the whole platform.
   */
  readonly idsReach?: 'org';
  /**
   * True where a resource is as `create` makes it from this body, the platform's own additions aside. Absent: the
   * platform adds nothing.
   */
  readonly isAsCreated?: (live: LiveResource, body: JsonObject) => boolean;
  /**
   * True where a resource is what `create` leaves that was cut short after its first request: part of what the body
   * asks for, and nothing else. `update` to the body's members over the live ones finishes it. Absent: one request
   * makes the whole.
   */
  readonly isBegun?: (live: Pick<LiveResource, 'kind' | 'body'>, body: JsonObject) => boolean;
  /**
   * Why `update`, or `create` where `live` is null, would reject a target whatever its org is like, in words that
   * continue the platform's name; null where it would not. Plans ask, so that nothing is begun that cannot end.
   * Absent: there is nothing but what kinds declare.
   */
  readonly objectionTo?: (
    kind: ResourceKind,
    live: LiveResource | null,
    target: JsonObject,
  ) => string | null;
  /**
   * What uses a resource, whoever made it; null where that is not known now, or not of its kind. Absent: the platform
   * does not track that.
   */
  readonly usersOf?: (
    live: LiveResource,
    options?: CallOptions,
  ) => Promise<readonly ResourceUser[] | null>;
  /**
   * What `update` (with a target) and `remove` (with null) send, without sending it. Null, or absent: it takes more
   * than one request that a person could send.
   */
  readonly byHand?: (live: LiveResource, target: JsonObject | null) => RequestByHand | null;
  /** The scopes that it takes to change resources of some kinds, and to read them and those of others; sorted. */
  readonly scopesFor: (
    changed: Iterable<ResourceKind>,
    read?: Iterable<ResourceKind>,
  ) => readonly string[];
  /**
   * What the client has been granted at most, sorted; null where the platform does not tell. The token that has to
   * be asked for to find out is not kept.
   */
  grantedScopes(options?: CallOptions): Promise<readonly string[] | null>;
  /**
   * Proves the credentials and these scopes, and warms the token cache. Never returns a token. WireError `forbidden`
   * names every scope that the client lacks, and the client.
   */
  acquireToken(scopes: readonly string[], options?: CallOptions): Promise<TokenProof>;
  /** The tree as this org's client sees it, flattened. */
  discover(options?: CallOptions): Promise<readonly DiscoveredOrg[]>;
  platformTime(options?: CallOptions): Promise<PlatformTime>;
  /** Null where there is none by this id. */
  read(kind: ResourceKind, id: string, options?: CallOptions): Promise<LiveResource | null>;
  /** Null where there is none by this name. Names are unique per kind, or sort of a kind, and org. */
  findByName(kind: ResourceKind, name: string, options?: FindOptions): Promise<LiveResource | null>;
  /**
   * The pages of a kind's list, one request each, asked for as they are taken. Lists may lag behind reads, and a
   * resource that moves from page to page in between may be missing.
   */
  pages(kind: ResourceKind, options?: CallOptions): AsyncIterable<ResourcePage>;
  /** Every resource of a kind with its version, sorted by name: as many requests as there are resources. */
  list(kind: ResourceKind, options?: ListOptions): Promise<readonly LiveResource[]>;
  create(kind: ResourceKind, body: JsonObject, options?: CallOptions): Promise<LiveResource>;
  /**
   * Conditional write of `target` over `live`, in the strongest way the kind offers.
   * Throws WireError `preconditionFailed` when `live.version` is no longer current, and `locked` or `conflict` while
   * somebody else holds the resource.
   */
  update(live: LiveResource, target: JsonObject, options?: CallOptions): Promise<LiveResource>;
  /** Conditional. WireError `conflict` where something still references it. */
  remove(live: LiveResource, options?: CallOptions): Promise<void>;
  /**
   * Calls of the org by the interval in which they were offered, ascending. An interval that the platform has no
   * (fresh) data for is left out: missing is never zero.
   */
  callIntervals(window: TelemetryWindow, options?: CallOptions): Promise<readonly CallInterval[]>;
  /** Who is on queue now, with which skills. Null where the platform does not tell: missing is never nobody. */
  capacity(options?: CallOptions): Promise<OrgCapacity | null>;
  /** Calls that are placed to see where they go. Absent: the platform has none. */
  readonly testCalls?: TestCalls;
}

/** Agents of a queue who have the same skills. */
export interface AgentsOnQueue {
  /** Languages too, as the platform names them; sorted. */
  readonly skills: readonly string[];
  /** On queue now, whatever they do; not those who only finish their last call. */
  readonly agents: number;
}

/** What a queue can do now. */
export interface QueueCapacity {
  /** The platform's own id. */
  readonly queueId: string;
  readonly groups: readonly AgentsOnQueue[];
  readonly waitingCalls: number;
  /** Mean time that a call took an agent in the last hour, wrap-up included; null where none was handled. */
  readonly handleSeconds: number | null;
  /** Calls in that mean. */
  readonly handledCalls: number;
}

export interface OrgCapacity {
  /** Platform time. */
  readonly observedAtMs: number;
  readonly queues: readonly QueueCapacity[];
}

/** Opens clients; one per org, kept for the worker's life. */
export interface Platforms {
  connect(org: OrgBinding): OrgClient;
}
