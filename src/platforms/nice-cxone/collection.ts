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
}

/** How resources of one kind are told, asked for and written. */
export interface Collection {
  readonly kind: ResourceKind;
  readonly list: ListRoute;
  /** Null for an item that is deleted, or not told whole. */
  readonly listed: (item: JsonObject) => Listed | null;
  /** The resource in the answer for one of them; null for one that is deleted. Throws where it is not as promised. */
  readonly live: (answer: Json | undefined) => LiveResource | null;
  /** What `PUT` takes to bring one onto a target. */
  readonly change: (live: LiveResource, target: JsonObject) => JsonObject | Problem;
  /** Absent where none are made. */
  readonly creation?: {
    readonly body: (body: JsonObject) => JsonObject;
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
