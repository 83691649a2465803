import type { JsonObject } from '../../../src/domain/json.js';

type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Requests that a rollout or its rollback makes, as the simulator's faults aim at them. */
export interface Requests {
  readonly kind: string;
  /** One of them is drawn; what stands twice is drawn twice as often. */
  readonly methods: readonly Method[];
}

/** What people edit, by what the simulator calls it. */
export interface Editable {
  readonly resource: string;
  /** By the names that it has before and, where the release renames it, after: `.*` stands for anything. */
  readonly name: string;
  /** Merge patches; what they set holds the mark, so that it can be told from all other values. */
  readonly patches: readonly ((mark: string) => JsonObject)[];
}

export type Body = Readonly<Record<string, unknown>>;

/** What the harness has to know of a vendor's platform. */
export interface ChaosDialect {
  /** Accepted writes of a rollout to one org that meets nothing. */
  readonly writes: number;
  readonly requests: (isHub: boolean) => readonly Requests[];
  /** Writes that the platform guards, so that a person who is faster is noticed; none: it guards nothing. */
  readonly guarded: (isHub: boolean) => readonly Requests[];
  readonly editables: (isHub: boolean) => readonly Editable[];
  /** True where its 429 tells no time, so that a client stays away for up to a minute each. */
  readonly refusesWithoutHeaders: boolean;
  /**
   * For how long before a write an edit may go unseen, in milliseconds of the wall: where nothing guards a resource,
   * whoever writes last wins. 0: never.
   */
  readonly blindMs: (kind: string) => number;
  /** A resource without what follows from others; null where it does so as a whole. */
  readonly stated: (kind: string, body: Body) => Body | null;
  /** Of what is stated, what a release can say. */
  readonly view: (kind: string, stated: Body) => Body;
}
