import { targetsOf } from '../domain/capacity/routing.js';
import type { JsonObject } from '../domain/json.js';
import { resolveReferences } from '../domain/reference.js';
import type { RenderedResource } from '../domain/release-model.js';
import { parseKey } from '../domain/resource-key.js';
import type { ResourceKind } from '../domain/resource.js';
import type { OrgUnderLoad, QueueUnderLoad } from '../domain/synthetic/load.js';
import { callersOf, type StagingGateRule } from '../domain/synthetic/rule.js';
import { loadVolumeOf } from '../domain/synthetic/volume.js';
import type { CallOptions } from '../platforms/port.js';
import type { PlanningDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { basesOf, find } from './survey.js';

/**
 * What of a release is called at an org, by the ids that its platform has for it: as the release says, not as it is live, or
 * a weight that somebody changed would be its own measure. What is not there is left out and named in `missing`.
 */
export async function orgUnderLoad(
  deps: Pick<PlanningDeps, 'ledger'>,
  loaded: Loaded,
  rule: StagingGateRule,
  org: string,
  options: CallOptions,
): Promise<{ readonly org: OrgUnderLoad; readonly missing: readonly string[] }> {
  const ids = new Ids(deps, loaded, options);
  const { found, missing } = await locate(loaded, ids, org);
  const ofKind = (kind: ResourceKind): Located[] => found.filter((one) => one.kind === kind);
  const { environments } = loaded.release;
  return {
    missing,
    org: {
      org,
      callers: callersOf(rule, loaded.groupName(org)),
      callsPerHour: loadVolumeOf(environments, loaded.environment.name, org, rule),
      flows: ofKind('flow').map(({ key, id, sendsTo }) => ({ key, id, sendsTo })),
      strategies: ofKind('strategy').map(({ key, id, body, keyOf }) => ({
        key,
        id,
        targets: targetsOf(body).map((target) => ({ ...target, key: keyOf(target.id) })),
      })),
      queues: ofKind('queue').map(queueOf),
    },
  };
}

/** A resource with the platform's ids in place. */
interface Located extends Pick<RenderedResource, 'kind' | 'key'> {
  readonly id: string;
  readonly body: JsonObject;
  /** Ids of the strategies and queues that it names. */
  readonly sendsTo: readonly string[];
  /** Of what it names; the id where the release has no key for it. */
  readonly keyOf: (id: string) => string;
}

async function locate(
  loaded: Loaded,
  ids: Ids,
  org: string,
): Promise<{ readonly found: readonly Located[]; readonly missing: readonly string[] }> {
  const missing: string[] = [];
  const found: Located[] = [];
  for (const { kind, key, body: rendered, references } of loaded.render(org)) {
    if (!CALLED.has(kind)) continue;
    const id = await ids.of(org, key);
    const known = await ids.ofAll(org, references);
    const { body, unresolved } = resolveReferences(rendered, (one) => known.get(one));
    missing.push(...unresolved.filter(isDestination));
    const sendsTo = references.filter(isDestination).flatMap((one) => known.get(one) ?? []);
    if (id === null) missing.push(key);
    else found.push({ kind, key, id, body, sendsTo, keyOf: keysOf(known) });
  }
  return { found, missing: [...new Set(missing)] };
}

function keysOf(idByKey: ReadonlyMap<string, string>): (id: string) => string {
  const keys = new Map([...idByKey].map(([key, id]) => [id, key]));
  return (id) => keys.get(id) ?? id;
}

const CALLED: ReadonlySet<string> = new Set<ResourceKind>(['flow', 'strategy', 'queue']);

function isDestination(key: string): boolean {
  const kind = parseKey(key)?.kind;
  return kind === 'strategy' || kind === 'queue';
}

function queueOf({ key, id, body }: Located): QueueUnderLoad {
  const text = (member: string): string | null => {
    const value = body[member];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const { waitStrategy } = body;
  const type = typeof waitStrategy === 'object' && waitStrategy !== null ? waitStrategy : {};
  return {
    key,
    id,
    skill: text('skill'),
    language: text('language'),
    inTurn: 'type' in type && type['type'] === 'LongestWaiting',
  };
}

/** The platform's ids of keys, each asked for once. */
class Ids {
  private readonly known = new Map<string, Promise<string | null>>();

  constructor(
    private readonly deps: Pick<PlanningDeps, 'ledger'>,
    private readonly loaded: Loaded,
    private readonly options: CallOptions,
  ) {}

  of(org: string, key: string): Promise<string | null> {
    const owner = this.loaded.ownerOf(org, key);
    if (owner === null) return Promise.resolve(null);
    const question = `${owner} ${key}`;
    const known = this.known.get(question) ?? this.find(owner, key);
    this.known.set(question, known);
    return known;
  }

  async ofAll(org: string, keys: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const key of keys) {
      const id = await this.of(org, key);
      if (id !== null) found.set(key, id);
    }
    return found;
  }

  private async find(owner: string, key: string): Promise<string | null> {
    const { deps, loaded, options } = this;
    const rendered = loaded.resourceOf(owner, key);
    if (rendered === undefined) return null;
    const base = (await basesOf(deps, loaded, owner))[key]?.id ?? null;
    return (await find(loaded.client(owner), rendered, base, options))?.id ?? null;
  }
}
