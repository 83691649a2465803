import { isJsonObject } from '../../domain/json.js';
import type { Json } from '../../domain/json.js';
import { ownMember } from '../../domain/own-member.js';
import { isReference } from '../../domain/reference.js';
import type { Environment, Finding } from '../../domain/release-model.js';
import { fullKey, groupOf } from '../../domain/resource-key.js';
import { renderValue } from '../../domain/render-value.js';
import type { Draft } from '../draft.js';
import { brokenReferences } from './reference.js';

type Said = Pick<Finding, 'file' | 'path' | 'message'>;

/** A path below the place of an override. */
export function pathBelow(place: string, path: string): string {
  return path === '' || path.startsWith('[') ? `${place}${path}` : `${place}.${path}`;
}

/**
 * Puts findings of an org's rendering to the override that they come from, in the environment's file: what is wrong
 * with a rendered template in the same words as with a patch of it. Only what is rendered counts: a narrower override
 * may have replaced the wrong value. All other findings stay as they are.
 */
export function overridePlaces(request: {
  readonly draft: Draft;
  readonly environment: Environment;
  readonly org: string;
  readonly templateOf: (key: string) => string;
}): <F extends Said>(finding: F) => F {
  const { draft, environment, org, templateOf } = request;
  const places = new Map<string, Pick<Said, 'file' | 'path'>>();
  const group = groupOf(draft, org)?.name ?? '';
  const binding = ownMember(environment.orgs, org);
  for (const { key, patch, place } of binding?.overrides ?? []) {
    const own = fullKey(group, key);
    if (own === null || !own.startsWith(`${group}/`)) continue;
    const template = templateOf(own);
    const report = (path: string, message: string): void => {
      const file = `environments/${environment.name}.yaml`;
      places.set(idOf(template, message), { file, path: pathBelow(place, path) });
    };
    const variables = binding?.variables ?? {};
    const body = renderValue(withoutRemovals(patch), [], { group, variables, report });
    for (const { path, message } of brokenReferences({ draft, environment, org, body }))
      report(path, message);
  }
  return (finding) => ({ ...finding, ...places.get(idOf(finding.file, finding.message)) });
}

function idOf(file: string, message: string): string {
  return `${file}\n${message}`;
}

/** In a merge patch null takes a member away; it is not rendered. */
function withoutRemovals(patch: Json): Json {
  if (!isJsonObject(patch) || isReference(patch)) return patch;
  const kept = Object.entries(patch).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutRemovals(value)]));
}
