import { sameConfiguration, sameJson } from './equality.js';
import { isPortable, type UnifyScope } from './extract-unify.js';
import type { Json, JsonObject } from './json.js';
import { applyOverride } from './overrides.js';

/** Merge patches of one template, one for each org that needs one. */
export class Overrides {
  private readonly patches: (JsonObject | undefined)[];

  constructor(
    private readonly count: number,
    private readonly rules: UnifyScope['rules'],
  ) {
    this.patches = Array.from({ length: count });
  }

  /** The patch of the org at a position; undefined where it needs none. */
  of(at: number): JsonObject | undefined {
    return this.patches[at];
  }

  /** Forgets what is patched below a member: the template no longer has it. */
  forget(member: string): void {
    for (let at = 0; at < this.count; at += 1) {
      const rest = Object.entries(this.patches[at] ?? {}).filter(([name]) => name !== member);
      this.patches[at] = rest.length === 0 ? undefined : Object.fromEntries(rest);
    }
  }

  /**
   * Says a member that differs from org to org in more than scalars: the template takes the value of most orgs,
   * the others patch it. Where a patch cannot make one of the other (it merges keyed lists, for one), the template
   * says nothing, and every org that has the member brings it along.
   */
  diverge(path: readonly string[], values: readonly (Json | undefined)[]): Json | undefined {
    const common = mostCommon(values);
    const isUsable =
      common === undefined ||
      (isPortable(common, path.at(-1) ?? '', this.rules) &&
        values.every((value) => patches(common, value)));
    const said = isUsable ? common : undefined;
    for (const [at, value] of values.entries())
      if (!sameMaybe(value, said)) this.patch(at, path, value ?? null);
    return said;
  }

  private patch(at: number, path: readonly string[], value: Json): void {
    const below = path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value) as JsonObject;
    this.patches[at] = merged(this.patches[at] ?? {}, below);
  }
}

/** True where a merge patch of the value makes it of what is there. */
function patches(there: Json, value: Json | undefined): boolean {
  const { member } = applyOverride({ member: there }, { member: value ?? null }) as JsonObject;
  return value === undefined ? member === undefined : sameConfiguration(member, value);
}

function mostCommon(values: readonly (Json | undefined)[]): Json | undefined {
  const counts = values.map((value) => values.filter((other) => sameMaybe(other, value)).length);
  return values[counts.indexOf(Math.max(...counts))];
}

function sameMaybe(left: Json | undefined, right: Json | undefined): boolean {
  return left === right || sameJson(left, right);
}

/** Patches of different members in one. */
function merged(left: JsonObject, right: JsonObject): JsonObject {
  const result: JsonObject = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const before = result[name];
    const isDeeper = typeof before === 'object' && before !== null && !Array.isArray(before);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    result[name] = isDeeper && isObject ? merged(before, value) : value;
  }
  return result;
}
