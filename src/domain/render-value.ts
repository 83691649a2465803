import { suggestion } from './closest-name.js';
import type { Json, JsonObject } from './json.js';
import type { PathSegment } from './json-path.js';
import { formatPath } from './json-path.js';
import { ownMember } from './own-member.js';
import type { Scalar } from './release-model.js';
import { fullKey } from './resource-key.js';

/** What a template sees of the org that it is rendered for. */
export interface RenderScope {
  readonly group: string;
  readonly variables: Readonly<Record<string, Scalar>>;
  readonly report: (path: string, message: string) => void;
}

const variable = /\{\{\s*([^{}]*?)\s*\}\}/g;
const loneVariable = /^\{\{\s*([^{}]*?)\s*\}\}$/;

/** Replaces variables and completes references, all the way down; what is wrong is reported, not thrown. */
export function renderValue(value: Json, path: readonly PathSegment[], scope: RenderScope): Json {
  if (value === null) {
    scope.report(formatPath(path), 'null cannot be sent in a merge patch; leave the member out');
    return value;
  }
  if (typeof value === 'string') return renderText(value, path, scope);
  if (Array.isArray(value))
    return value.map((item, index) => renderValue(item, [...path, index], scope));
  return typeof value === 'object' ? renderObject(value, path, scope) : value;
}

function renderObject(
  object: JsonObject,
  path: readonly PathSegment[],
  scope: RenderScope,
): JsonObject {
  const rendered: JsonObject = {};
  for (const [name, member] of Object.entries(object)) {
    const memberPath = [...path, name];
    if (name.includes('{{'))
      scope.report(formatPath(memberPath), 'variables are not replaced in member names');
    rendered[name] = renderValue(member, memberPath, scope);
  }
  return Object.hasOwn(rendered, 'ref') ? renderReference(rendered, path, scope) : rendered;
}

function renderText(text: string, path: readonly PathSegment[], scope: RenderScope): Scalar {
  if (!text.includes('{{')) return text;
  const lone = loneVariable.exec(text)?.[1];
  if (lone !== undefined) return valueOf(lone, path, scope) ?? text;
  if (text.replace(variable, '').includes('{{'))
    scope.report(formatPath(path), '"{{" without "}}": a variable is written {{NAME}}');
  return text.replace(variable, (whole, name: string) =>
    String(valueOf(name, path, scope) ?? whole),
  );
}

function valueOf(
  name: string,
  path: readonly PathSegment[],
  scope: RenderScope,
): Scalar | undefined {
  const value = ownMember(scope.variables, name);
  if (value === undefined) {
    const hint = suggestion(name, Object.keys(scope.variables));
    scope.report(formatPath(path), `unknown variable {{${name}}}.${hint}`);
  }
  return value;
}

function renderReference(
  object: JsonObject,
  path: readonly PathSegment[],
  scope: RenderScope,
): JsonObject {
  const { ref, ...others } = object;
  if (typeof ref !== 'string' || Object.keys(others).length > 0) {
    const message = '`ref` is text and stands alone: { "ref": "queue/regional_main" }';
    scope.report(formatPath(path), message);
    return object;
  }
  const key = fullKey(scope.group, ref);
  if (key === null)
    scope.report(
      formatPath([...path, 'ref']),
      `"${ref}" is no reference; write kind/name or group/kind/name with a known kind`,
    );
  return { ref: key ?? ref };
}
