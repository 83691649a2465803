import { suggestion } from '../../domain/closest-name.js';
import type { Json } from '../../domain/json.js';
import { locateReferences, ownerOfKey } from '../../domain/reference.js';
import type { Environment } from '../../domain/release-model.js';
import { keysOf, parseKey } from '../../domain/resource-key.js';
import type { Draft } from '../draft.js';
import type { RenderedOrg } from './rendered-org.js';

/** References of an org's resources that nobody could resolve. */
export function checkReferences(draft: Draft, rendered: RenderedOrg): void {
  const { environment, org, resources, templateOf, add } = rendered;
  for (const { key, body } of resources)
    for (const { path, message } of brokenReferences({ draft, environment, org, body }))
      add(templateOf(key), path, message);
}

/** References of a body that nobody could resolve, where it is rendered for an org. */
export function brokenReferences(request: {
  readonly draft: Draft;
  readonly environment: Environment;
  readonly org: string;
  readonly body: Json;
}): { path: string; message: string }[] {
  const { draft, environment, org, body } = request;
  return locateReferences(body).flatMap(({ key, path }) => {
    if (ownerOfKey({ release: draft, environment, org, key }) !== null) return [];
    if (mayBeDeclared(draft, key)) return [];
    return [{ path, message: reasonFor(draft, environment.name, key) }];
  });
}

/** True while a component of the key's group is itself missing or wrong, and reported as such. */
function mayBeDeclared(draft: Draft, key: string): boolean {
  const group = draft.groups.find(({ name }) => name === parseKey(key)?.group);
  if (!group || keysOf(draft, group).includes(key)) return false;
  return group.components.some((name) => !Object.hasOwn(draft.components, name));
}

function reasonFor(draft: Draft, environment: string, key: string): string {
  const nothing = `reference to nothing: "${key}"`;
  const group = draft.groups.find(({ name }) => name === parseKey(key)?.group);
  const known = draft.groups.flatMap((candidate) => keysOf(draft, candidate));
  if (!group) return `${nothing}, there is no such group.${suggestion(key, known)}`;
  if (!keysOf(draft, group).includes(key))
    return `${nothing}, no component of "${group.name}" declares it.${suggestion(key, known)}`;
  return `${nothing} in ${environment}, where no org of "${group.name}" is the org itself, above it, or the only one`;
}
