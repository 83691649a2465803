import { isJsonObject } from '../../domain/json.js';
import type { Json, JsonObject } from '../../domain/json.js';
import type { PathSegment } from '../../domain/json-path.js';

/** Variables or overrides of one place in an environment's file. */
export interface DeclaredMembers {
  readonly level: 'environment' | 'group' | 'org';
  /** The group's or org's name; empty for the environment. */
  readonly name: string;
  readonly path: readonly PathSegment[];
  readonly members: JsonObject;
}

/** All that an environment's file declares under a name, from the widest place to the narrowest. */
export function declaredMembers(
  document: Json,
  what: 'variables' | 'overrides',
): DeclaredMembers[] {
  const file = objectOf(document);
  const own: DeclaredMembers = {
    level: 'environment',
    name: '',
    path: [what],
    members: objectOf(file[what]),
  };
  const below = (level: 'group' | 'org'): DeclaredMembers[] =>
    Object.entries(objectOf(file[`${level}s`])).map(([name, entry]) => ({
      level,
      name,
      path: [`${level}s`, name, what],
      members: objectOf(objectOf(entry)[what]),
    }));
  return [own, ...below('group'), ...below('org')];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
