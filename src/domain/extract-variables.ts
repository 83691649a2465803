import { unique } from './identifiers.js';
import type { Json } from './json.js';
import type { PathSegment } from './json-path.js';
import { ownMember } from './own-member.js';
import type { Scalar } from './release-model.js';

interface Org {
  readonly org: string;
  readonly variables: Readonly<Record<string, Scalar>>;
}

/** Names for values that differ by org: an existing variable with exactly these values, else a new one by path. */
export class VariableNames {
  private readonly made = new Map<string, readonly Scalar[]>();
  private taken: Set<string>;

  constructor(private readonly orgs: readonly Org[]) {
    this.taken = this.existing();
  }

  /** Forgets the new ones. */
  clear(): void {
    this.made.clear();
    this.taken = this.existing();
  }

  variableFor(prefix: string, path: readonly PathSegment[], values: readonly Scalar[]): string {
    const known = this.knownWith(values);
    if (known !== undefined) return known;
    const plain = [prefix, ...path]
      .join('_')
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_');
    const name = unique(/^[A-Z]/.test(plain) ? plain : `V_${plain}`, this.taken);
    this.made.set(name, values);
    return name;
  }

  /** Values of the new variables for the org at a position. */
  valuesOf(at: number): Record<string, Scalar> {
    return Object.fromEntries(
      [...this.made].flatMap(([name, values]) => {
        const value = values[at];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** New variables that templates really use, with each org's value. */
  used(templates: readonly Json[]): Map<string, Map<string, Scalar>> {
    const text = JSON.stringify(templates);
    const used = [...this.made.keys()].filter((name) => text.includes(`{{${name}}}`)).sort();
    return new Map(
      used.map((name) => [
        name,
        new Map(this.orgs.map(({ org }, at) => [org, this.made.get(name)?.[at] ?? ''])),
      ]),
    );
  }

  private existing(): Set<string> {
    return new Set(this.orgs.flatMap(({ variables }) => Object.keys(variables)));
  }

  /** Only where the orgs differ: one value that all have may equal another by chance. */
  private knownWith(values: readonly Scalar[]): string | undefined {
    if (new Set(values).size < 2) return undefined;
    const [first] = this.orgs;
    return Object.keys(first?.variables ?? {}).find((name) =>
      this.orgs.every(({ variables }, at) => ownMember(variables, name) === values[at]),
    );
  }
}
