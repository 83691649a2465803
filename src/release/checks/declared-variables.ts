import { isJsonObject } from '../../domain/json.js';
import type { Json, JsonObject } from '../../domain/json.js';
import type { PathSegment } from '../../domain/json-path.js';

/** Variables of one place in an environment's file. */
export interface DeclaredVariables {
  readonly level: 'environment' | 'group' | 'org';
  /** The group's or org's name; empty for the environment. */
  readonly name: string;
  readonly path: readonly PathSegment[];
  readonly variables: JsonObject;
}

/** All variables that an environment's file declares, from the widest place to the narrowest. */
export function declaredVariables(document: Json): DeclaredVariables[] {
  const { variables, groups, orgs } = objectOf(document);
  const own: DeclaredVariables = {
    level: 'environment',
    name: '',
    path: ['variables'],
    variables: objectOf(variables),
  };
  const below = (level: 'group' | 'org', entries: Json | undefined): DeclaredVariables[] =>
    Object.entries(objectOf(entries)).map(([name, entry]) => ({
      level,
      name,
      path: [`${level}s`, name, 'variables'],
      variables: objectOf(objectOf(entry)['variables']),
    }));
  return [own, ...below('group', groups), ...below('org', orgs)];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
