import { layersOf } from './graph.js';
import { isJsonObject, type Json } from './json.js';
import { collectReferences } from './reference.js';

/** Members that hold words: one that happens to equal an id is no reference. */
const words: ReadonlySet<string> = new Set(['name', 'label', 'description']);

/** A body with references in the place of ids, as far as `mayRefer` says so. */
export function settleReferences(
  body: Json,
  keys: ReadonlyMap<string, string>,
  mayRefer: (key: string) => boolean,
): Json {
  const settle = (value: Json, member: string): Json => {
    if (typeof value === 'string') {
      const key = words.has(member) ? undefined : keys.get(value);
      return key === undefined || !mayRefer(key) ? value : { ref: key };
    }
    if (Array.isArray(value)) return value.map((item) => settle(item, member));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, settle(inner, name)]),
    );
  };
  return settle(body, '');
}

/** `from → to` of a reference that closes a cycle among bodies; null where there is no cycle. */
export function cycleEdges(
  bodies: readonly { readonly key: string; readonly body: Json }[],
): string | null {
  const edges = bodies.flatMap(({ key, body }) =>
    collectReferences(body).map((dependsOn) => ({ node: key, dependsOn })),
  );
  const layering = layersOf({ nodes: bodies.map(({ key }) => key), edges });
  if (layering.ok) return null;
  const [first = ''] = layering.cycle;
  return `${layering.cycle.at(-1) ?? first} → ${first}`;
}
