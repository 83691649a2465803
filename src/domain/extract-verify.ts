import type { Leave } from './extract-body.js';
import type { Overrides } from './extract-overrides.js';
import type { JsonObject } from './json.js';
import { mergeResource } from './merge.js';
import { applyOverride } from './overrides.js';
import { memberOfSegment, splitPath } from './path-segment.js';
import { resolveReferences } from './reference.js';
import type { Scalar } from './release-model.js';
import { renderValue } from './render-value.js';

/**
 * The template without members that would make a plan against the very orgs that it came from change something: the
 * last word over all that was extracted, by the same rules that plans go by.
 */
export function verifyTemplate(request: {
  readonly template: JsonObject;
  readonly overrides: Overrides;
  readonly lives: readonly JsonObject[];
  readonly variables: readonly Readonly<Record<string, Scalar>>[];
  /** Full key by platform id, for each org. */
  readonly keys: readonly ReadonlyMap<string, string>[];
  readonly group: string;
  readonly leave: Leave;
}): JsonObject {
  const { template, overrides, lives, variables, keys, group, leave } = request;
  const wrong = new Set<string>();
  for (const [at, live] of lives.entries()) {
    const report = (path: string): void => void wrong.add(path.split(/[.[]/)[0] ?? '');
    const scope = { group, variables: variables[at] ?? {}, report };
    const patch = overrides.of(at);
    const asked = patch === undefined ? template : applyOverride(template, patch);
    const rendered = renderValue(asked, [], scope) as JsonObject;
    const ids = new Map([...(keys[at] ?? [])].map(([id, key]) => [key, id]));
    const { body: desired } = resolveReferences(rendered, (key) => ids.get(key));
    const { changes, held } = mergeResource({ live, desired, base: null, onConflict: 'hold' });
    for (const { path } of [...changes, ...held])
      wrong.add(memberOfSegment(splitPath(path)[0] ?? ''));
  }
  for (const member of wrong) {
    leave(member, 'cannot be said without changing something');
    overrides.forget(member);
  }
  return Object.fromEntries(Object.entries(template).filter(([name]) => !wrong.has(name)));
}
