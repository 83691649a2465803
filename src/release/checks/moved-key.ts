import { movedKeys } from '../../domain/moved-key.js';
import type { Group } from '../../domain/release-model.js';
import { componentsOf, keysOf, parseKey } from '../../domain/resource-key.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';

type Report = (component: string, path: string, message: string) => void;

/** Former keys that cannot have been those of the resource, or that two resources claim. */
export function checkMoves(documents: Documents, draft: Draft): void {
  const files = new Map(documents.inFolder('components').map(({ name, file }) => [name, file]));
  const said = new Set<string>();
  const report: Report = (component, path, message) => {
    const file = files.get(component) ?? '';
    const id = `${file}:${path}:${message}`;
    // Several groups may have the component.
    if (!said.has(id)) documents.report(file, path, message);
    said.add(id);
  };
  const present = new Set(draft.groups.flatMap((group) => keysOf(draft, group)));
  for (const group of draft.groups) checkGroup(report, draft, group, present);
}

function checkGroup(
  report: Report,
  draft: Draft,
  group: Group,
  present: ReadonlySet<string>,
): void {
  const claimed = new Map<string, string>();
  for (const component of componentsOf(draft, group))
    for (const [index, resource] of component.resources.entries())
      for (const [place, old] of movedKeys(group.name, resource).entries()) {
        const path = `resources[${index}].moved_from[${place}]`;
        const key = `${resource.kind}/${resource.name}`;
        const other = claimed.get(old);
        if (parseKey(old)?.kind !== resource.kind)
          report(component.name, path, `"${old}" is no ${resource.kind}: a kind cannot change`);
        else if (present.has(old))
          report(component.name, path, `"${old}" is still declared; take one of them out`);
        else if (other !== undefined)
          report(component.name, path, `"${old}" is claimed by ${other}, too`);
        claimed.set(old, key);
      }
}
