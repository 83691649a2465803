import type { Json, JsonObject } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import type { ListRoute } from './lists.js';

/** Where an item of a list stands: lists tell little more. */
export interface Listed {
  readonly id: string;
  readonly name: string;
}

/** What is wrong with a body, continuing the sentence "PUT /path of org …". */
export interface Problem {
  readonly problem: string;
  /** There is one of the name already, which no list may show yet. */
  readonly isTaken?: boolean;
}

/** How resources of one kind are told, asked for and written. */
export interface Collection {
  readonly kind: ResourceKind;
  readonly list: ListRoute;
  /** Null for an item that is deleted, or not told whole. */
  readonly listed: (item: JsonObject) => Listed | null;
  /** The resource in the answer for one of them; null for one that is deleted. Throws where it is not as promised. */
  readonly live: (answer: Json | undefined) => LiveResource | null;
  /** False for a member that is told, or not even that, and that nobody can set. */
  readonly takes: (member: string) => boolean;
  /** What `PUT` takes to bring one onto a target. */
  readonly change: (live: LiveResource, target: JsonObject) => JsonObject | Problem;
  /** Absent where none are made. */
  readonly creation?: {
    readonly body: (body: JsonObject) => JsonObject | Problem;
    /** The id in the answer; null, or why not, where none was made. */
    readonly made: (answer: Json | undefined) => string | Problem;
  };
  /** True where the platform says that something uses it. */
  readonly isUsed?: (answer: Json | undefined) => boolean;
}

export function isProblem(value: object | string): value is Problem {
  return typeof value === 'object' && Object.hasOwn(value, 'problem');
}

/** The first member that cannot change and would. */
export function fixedMember(
  live: LiveResource,
  target: JsonObject,
  fixed: readonly string[],
  isSame: (one: Json | undefined, other: Json | undefined) => boolean,
): Problem | null {
  const changed = fixed.find((name) => !isSame(live.body[name], target[name]));
  return changed === undefined ? null : { problem: `cannot change ${changed}` };
}

/**
 * The first member of a body that no write can bring about: it would be written again and again, and never show. Null
 * where there is none. What is not set is not told, so that null is none of a body's values.
 */
export function foreignMember({ takes }: Collection, body: JsonObject): Problem | null {
  const foreign = Object.keys(body).find((name) => !takes(name));
  if (foreign !== undefined) return { problem: `cannot set ${foreign}: nothing takes it` };
  const unset = Object.keys(body).find((name) => body[name] === null);
  return unset === undefined ? null : { problem: `cannot set ${unset} to null: leave it out` };
}
