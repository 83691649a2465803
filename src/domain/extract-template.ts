import { plainBody } from './extract-body.js';
import type { ExtractedResource, ExtractRequest, LeftOut, Shared } from './extract-model.js';
import { Overrides } from './extract-overrides.js';
import type { LiteralRules } from './extract-rules.js';
import { settleReferences } from './extract-references.js';
import { unifyBodies } from './extract-unify.js';
import type { VariableNames } from './extract-variables.js';
import { verifyTemplate } from './extract-verify.js';
import type { Json, JsonObject } from './json.js';

interface Scope {
  readonly names: VariableNames;
  /** Full key by platform id, for each org. */
  readonly keys: readonly ReadonlyMap<string, string>[];
  /** `from → to` that would close a cycle: written as ids. */
  readonly cut: ReadonlySet<string>;
}

interface Made {
  readonly key: string;
  /** The template, and what orgs lay over it. */
  readonly bodies: readonly Json[];
  readonly resource: ExtractedResource;
  readonly leftOut: readonly LeftOut[];
}

/** One template for a resource that every org has, with the patches of those that differ. */
export function extractTemplate(request: ExtractRequest, shared: Shared, scope: Scope): Made {
  const { kind, name, lives } = shared;
  const { names, keys } = scope;
  const key = `${request.group}/${kind}/${name}`;
  const list = new LeftOutList(`${kind}/${name}`);
  const bodies = settledBodies({ key, rules: request.rules, list }, shared, scope);
  const { ids } = request;
  const rules: LiteralRules = {
    ...request.rules,
    isLocal: (member, value) => ids.has(String(value)) || request.rules.isLocal(member, value),
  };
  const overrides = new Overrides(lives.length, rules);
  const unified = unifyBodies(bodies, {
    variableFor: (path, values) => names.variableFor(`${kind}_${name}`, path, values),
    rules,
    diverge: (path, values) => overrides.diverge(path, values),
  });
  const template = verifyTemplate({
    template: unified,
    overrides,
    lives: lives.map((live) => live.body),
    variables: request.orgs.map((org, at) => ({ ...org.variables, ...names.valuesOf(at) })),
    keys,
    group: request.group,
    leave: list.leave,
  });
  const patches = request.orgs.map((_, at) => overrides.of(at));
  const ownIds = lives.map(({ id }) => id);
  const [byOwnId, byPatch] = [byOrg(request, ownIds), byOrg(request, patches)];
  const resource = { kind, name, template, ids: byOwnId, overrides: byPatch };
  return {
    key,
    bodies: [template, ...patches.map((patch) => patch ?? {})],
    resource,
    leftOut: list.all,
  };
}

/** What each org has, without what no template says, and with references in the place of ids. */
function settledBodies(
  { key, rules, list }: { key: string; rules: LiteralRules; list: LeftOutList },
  { lives }: Shared,
  { keys, cut }: Scope,
): JsonObject[] {
  const mayRefer = (to: string): boolean => !cut.has(`${key} → ${to}`);
  return lives.map(
    (live, at) =>
      settleReferences(
        plainBody(live.body, rules, list.leave),
        keys[at] ?? new Map(),
        mayRefer,
      ) as JsonObject,
  );
}

/** What orgs have, by org; those that have nothing are not in it. */
function byOrg<Value>(
  { orgs }: ExtractRequest,
  values: readonly (Value | undefined)[],
): Map<string, Value> {
  return new Map(
    orgs.flatMap(({ org }, at) => {
      const value = values[at];
      return value === undefined ? [] : [[org, value] as const];
    }),
  );
}

/** What is left out of one resource; each path once, though several orgs have it. */
class LeftOutList {
  readonly all: LeftOut[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly resource: string) {}

  readonly leave = (path: string, reason: string): void => {
    if (this.seen.has(path)) return;
    this.seen.add(path);
    this.all.push({ resource: this.resource, path, reason });
  };
}
