import { cycleEdges, settleReferences } from './extract-references.js';
import { plainBody } from './extract-body.js';
import { unify, type UnifyScope } from './extract-unify.js';
import { verifyTemplate } from './extract-verify.js';
import { VariableNames } from './extract-variables.js';
import { unique, keyNameOf } from './identifiers.js';
import type { Json, JsonObject } from './json.js';
import type { Scalar } from './release-model.js';
import type { LiveResource, ResourceKind } from './resource.js';

/** One org of a group, as it is live. */
export interface LiveOrg {
  readonly org: string;
  /** What its templates can use already. */
  readonly variables: Readonly<Record<string, Scalar>>;
  readonly resources: readonly LiveResource[];
  /** Full keys of what is managed already, here and in the orgs above, by platform id. */
  readonly known: ReadonlyMap<string, string>;
}

/** A resource that every org of the group has, as a template. */
export interface ExtractedResource {
  readonly kind: ResourceKind;
  /** Last part of its key. */
  readonly name: string;
  readonly template: JsonObject;
  /** Platform id by org. */
  readonly ids: ReadonlyMap<string, string>;
}

/** What no template says, and why. */
export interface LeftOut {
  /** `kind/name`, with the platform's name where there is no key. */
  readonly resource: string;
  /** JSON path in the body; empty for the whole resource. */
  readonly path: string;
  readonly reason: string;
}

export interface Extraction {
  readonly resources: readonly ExtractedResource[];
  /** Values of new variables by org. */
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, Scalar>>;
  readonly leftOut: readonly LeftOut[];
}

export interface ExtractRequest {
  readonly group: string;
  /** At least one. */
  readonly orgs: readonly LiveOrg[];
  readonly kinds: readonly ResourceKind[];
  /** `kind/name` that keys of the group have already. */
  readonly taken: ReadonlySet<string>;
}

/** A resource of the same kind and name in every org. */
interface Shared {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly lives: readonly LiveResource[];
}

/**
 * Templates that, rendered for each org, ask for exactly what the org has: equal values stay as they are, scalars
 * that differ become variables, ids become references. What cannot be said so is left out and listed.
 */
export function extract(request: ExtractRequest): Extraction {
  const leftOut: LeftOut[] = [];
  const shared = alignByName(request, leftOut);
  const names = new VariableNames(request.orgs);
  const keys = request.orgs.map((org, at) => {
    const own = shared.map(({ kind, name, lives }): [string, string] => [
      lives[at]?.id ?? '',
      `${request.group}/${kind}/${name}`,
    ]);
    return new Map([...org.known, ...own]);
  });
  const cut = new Set<string>();
  for (;;) {
    const made = shared.map((one) => template(request, one, { names, keys, cut }));
    const cycle = cycleEdges(made.map(({ key, body }) => ({ key, body })));
    if (cycle !== null) {
      cut.add(cycle);
      names.clear();
      continue;
    }
    leftOut.push(...made.flatMap((one) => one.leftOut));
    const resources = made.map(({ resource }) => resource);
    return { resources, variables: names.used(resources.map((one) => one.template)), leftOut };
  }
}

function alignByName(request: ExtractRequest, leftOut: LeftOut[]): Shared[] {
  const taken = new Set(request.taken);
  const { orgs } = request;
  return request.kinds.flatMap((kind) => {
    const of = orgs.map(({ resources, known }) =>
      resources.filter((live) => live.kind === kind && !known.has(live.id)),
    );
    const all = [...new Set(of.flat().map(({ name }) => name))].sort();
    return all.flatMap((name): Shared[] => {
      const lives = of.map((list) => list.filter((live) => live.name === name));
      const holders = orgs.filter((_, at) => (lives[at] ?? []).length > 0).map(({ org }) => org);
      const leave = (reason: string): Shared[] => {
        leftOut.push({ resource: `${kind}/${name}`, path: '', reason });
        return [];
      };
      if (lives.some((list) => list.length > 1)) return leave('is there twice in one org');
      if (name.includes('{{')) return leave('its name would be taken for a variable');
      if (holders.length < orgs.length) return leave(`is only in ${holders.join(', ')}`);
      const key = unique(`${kind}/${keyNameOf(name)}`, taken).slice(kind.length + 1);
      return [{ kind, name: key, lives: lives.flat() }];
    });
  });
}

interface Scope {
  readonly names: VariableNames;
  /** Full key by platform id, for each org. */
  readonly keys: readonly ReadonlyMap<string, string>[];
  /** `from → to` that would close a cycle: written as ids. */
  readonly cut: ReadonlySet<string>;
}

function template(
  request: ExtractRequest,
  { kind, name, lives }: Shared,
  { names, keys, cut }: Scope,
): { key: string; body: Json; resource: ExtractedResource; leftOut: LeftOut[] } {
  const key = `${request.group}/${kind}/${name}`;
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  const leave = (path: string, reason: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    leftOut.push({ resource: `${kind}/${name}`, path, reason });
  };
  const bodies = lives.map((live, at) => {
    const plain = plainBody(live.body, leave);
    return settleReferences(plain, keys[at] ?? new Map(), (to) => !cut.has(`${key} → ${to}`));
  });
  const ids = new Set(keys.flatMap((map) => [...map.keys()]));
  const scope: UnifyScope = {
    prefix: `${kind}_${name}`,
    variableFor: (path, values) => names.variableFor(`${kind}_${name}`, path, values),
    isId: (text) => ids.has(text),
    leave,
  };
  const unified = (unify(bodies, [], scope) ?? {}) as JsonObject;
  const body = verifyTemplate({
    template: unified,
    lives: lives.map((live) => live.body),
    variables: request.orgs.map((org, at) => ({ ...org.variables, ...names.valuesOf(at) })),
    keys,
    group: request.group,
    leave,
  });
  const byOrg = new Map(request.orgs.map(({ org }, at) => [org, lives[at]?.id ?? '']));
  return { key, body, resource: { kind, name, template: body, ids: byOrg }, leftOut };
}
