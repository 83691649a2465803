/**
 * A body as flat places, by rules of its own and without the domain's paths, so that it can judge them: member names
 * joined by `/`, `[id]` for an element of a list whose elements all have an id; any other list is one value. Values
 * are JSON text. An empty object or list has no place.
 */
export type Leaves = ReadonlyMap<string, string>;

export function leavesOf(body: Readonly<Record<string, unknown>> | null | undefined): Leaves {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, place: string): void => {
    if (isKeyed(value)) for (const element of value) walk(element, `${place}/[${element.id}]`);
    else if (isObject(value))
      for (const [name, member] of Object.entries(value)) walk(member, `${place}/${name}`);
    else if (!Array.isArray(value) || value.length > 0) leaves.set(place, textOf(value));
  };
  if (body !== null && body !== undefined)
    for (const [name, member] of Object.entries(body))
      // The resource's own id is the platform's to give, and in some of its answers only.
      if (name !== 'id') walk(member, `/${name}`);
  return leaves;
}

/** JSON whose members are in the order of their names: what order they are written in says nothing. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Places whose values differ, or that only one of the two has. */
export function differing(left: Leaves, right: Leaves): string[] {
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (place) => left.get(place) !== right.get(place),
  );
}

/** True where one place is in the other, or is the same. */
export function overlap(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKeyed(value: unknown): value is (Record<string, unknown> & { id: string })[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((element) => isObject(element) && typeof element['id'] === 'string')
  );
}
