import { extract } from '../domain/extract.js';
import type { Extraction, LiveOrg } from '../domain/extract-model.js';
import type { LiteralRules } from '../domain/extract-rules.js';
import { groupTiers } from '../domain/graph.js';
import { ancestorsOf } from '../domain/reference.js';
import type { Environment, Group, OrgBinding, Release } from '../domain/release-model.js';
import { groupOf, keysOf } from '../domain/resource-key.js';
import type { LiveResource, ResourceKind } from '../domain/resource.js';
import { renderOrg } from '../domain/template.js';

export interface ImportRequest {
  readonly release: Pick<Release, 'groups' | 'components' | 'templates'>;
  readonly environment: Environment;
  /** Logical ids of the orgs to import. */
  readonly orgs: readonly string[];
  readonly kinds: readonly ResourceKind[];
  /** What a template may not hold. */
  readonly rules: LiteralRules;
  /** What every one of these orgs and of those above them has. */
  readonly live: ReadonlyMap<string, readonly LiveResource[]>;
}

/** What one group's orgs have in common, as templates. */
export interface GroupImport {
  readonly group: Group;
  /** Logical ids, in the request's order. */
  readonly orgs: readonly string[];
  readonly extraction: Extraction;
}

/** The orgs to read for an import: those that are imported, and those above them, whose resources they refer to. */
export function orgsToRead(environment: Environment, orgs: readonly string[]): OrgBinding[] {
  const names = new Set(orgs.flatMap((org) => [org, ...ancestorsOf(environment, org)]));
  return [...names].flatMap((org) => environment.orgs[org] ?? []);
}

/** Extracts group by group, parents first, so that subs can refer to what their hub has just got keys for. */
export function importGroups(request: ImportRequest): GroupImport[] {
  const { release, environment, orgs } = request;
  const keys = managedKeys(request);
  const ids = new Set([...request.live.values()].flat().map(({ id }) => id));
  return groupTiers({ release, environment })
    .flat()
    .flatMap((name): GroupImport[] => {
      const group = release.groups.find((candidate) => candidate.name === name);
      const members = orgs.filter((org) => group?.orgIds.includes(org));
      if (group === undefined || members.length === 0) return [];
      const extraction = extract({
        group: name,
        orgs: members.map((org) => liveOrg(request, keys, org)),
        kinds: request.kinds,
        ids,
        rules: request.rules,
        taken: new Set(keysOf(release, group).map((key) => key.slice(name.length + 1))),
      });
      for (const { kind, name: key, ids } of extraction.resources)
        for (const [org, id] of ids) keys.get(org)?.set(id, `${name}/${kind}/${key}`);
      return [{ group, orgs: members, extraction }];
    });
}

type Keys = ReadonlyMap<string, Map<string, string>>;

/** Full keys of what the configuration manages already, by org and platform id. */
function managedKeys({ release, environment, live }: ImportRequest): Keys {
  return new Map(
    [...live].map(([org, resources]) => {
      const isIn = groupOf(release, org) !== undefined;
      const rendered = isIn ? renderOrg({ release, environment, org }).resources : [];
      const found = rendered.flatMap(({ kind, name, key }): [string, string][] => {
        const same = resources.find((one) => one.kind === kind && one.name === name);
        return same === undefined ? [] : [[same.id, key]];
      });
      return [org, new Map(found)];
    }),
  );
}

function liveOrg({ environment, live }: ImportRequest, keys: Keys, org: string): LiveOrg {
  const chain = [org, ...ancestorsOf(environment, org)].toReversed();
  return {
    org,
    variables: environment.orgs[org]?.variables ?? {},
    resources: live.get(org) ?? [],
    known: new Map(chain.flatMap((name) => [...(keys.get(name) ?? [])])),
  };
}
