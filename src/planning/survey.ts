import pMap from 'p-map';
import { isAsRecorded } from '../domain/as-recorded.js';
import { moveBases } from '../domain/moved-key.js';
import { resolveReferences } from '../domain/reference.js';
import type { RenderedResource } from '../domain/release-model.js';
import type { JsonObject } from '../domain/json.js';
import type { LiveResource } from '../domain/resource.js';
import type { OrgBases } from '../ledger/port.js';
import { isFinal, WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import type { PlanningDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { readResources } from './read-resources.js';
import { RefusedError } from './refused.js';

/**
 * Orgs read side by side; each has its own client, connections and limit. Many, so that some that are slow or have
 * to wait for their limit hold nobody else up.
 */
export const PARALLEL_ORGS = 64;

/** An org that takes longer to read than this (wall) counts as one that does not answer. */
const ORG_BUDGET_MS = 10 * 60_000;

/** What an org should have, and what it has. */
export interface SurveyedOrg {
  readonly org: string;
  readonly rendered: readonly RenderedResource[];
  readonly bases: OrgBases;
  /** By full key; absent where the org has none. */
  readonly live: ReadonlyMap<string, LiveResource>;
}

export interface SurveyOptions extends CallOptions {
  /** True for an org that is left out where it does not answer; any other ends the survey. Default: none. */
  readonly mayBeMissing?: (org: string) => boolean;
  /** Each resource by a request of its own: exact to the moment, for a decision right before a write. */
  readonly oneByOne?: boolean;
}

/** Reads every managed resource of the orgs, by list where that takes fewer requests. */
export async function survey(
  deps: PlanningDeps,
  loaded: Loaded,
  orgs: readonly string[],
  options: SurveyOptions,
): Promise<Map<string, SurveyedOrg>> {
  const bases = await basesOfAll(deps, loaded, orgs);
  const read = async (org: string): Promise<SurveyedOrg[]> => {
    try {
      return [await surveyOrg(loaded, org, bases, options)];
    } catch (error) {
      if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
      if (options.mayBeMissing?.(org) === true) return [];
      throw unreadable(org, error);
    }
  };
  const surveyed = await pMap(orgs, read, { concurrency: PARALLEL_ORGS });
  return new Map(surveyed.flat().map((one) => [one.org, one]));
}

/** Says which org it is, and how to go on without it; what may pass by itself stays as it is. */
function unreadable(org: string, error: WireError): Error {
  if (!isFinal(error)) return error;
  return new RefusedError(
    `${org} cannot be read: ${error.message}. Put it right, or leave it out with "except"`,
  );
}

/** What Rollcall last wrote to orgs, by org, and there by the keys that resources have in this release. */
export async function basesOfAll(
  { ledger }: Pick<PlanningDeps, 'ledger'>,
  loaded: Loaded,
  orgs: readonly string[],
): Promise<ReadonlyMap<string, OrgBases>> {
  const found = await ledger.readManyBases(orgs.map((org) => loaded.address(org)));
  return new Map(orgs.map((org, at) => [org, moveBases(found[at] ?? {}, loaded.render(org))]));
}

/** What Rollcall last wrote to one org. */
export async function basesOf(
  deps: Pick<PlanningDeps, 'ledger'>,
  loaded: Loaded,
  org: string,
): Promise<OrgBases> {
  return (await basesOfAll(deps, loaded, [org])).get(org) ?? {};
}

async function surveyOrg(
  loaded: Loaded,
  org: string,
  allBases: ReadonlyMap<string, OrgBases>,
  { mayBeMissing: _mayBeMissing, oneByOne = false, ...options }: SurveyOptions,
): Promise<SurveyedOrg> {
  const rendered = loaded.render(org);
  const bases = allBases.get(org) ?? {};
  const giveUpAtMs = Date.now() + ORG_BUDGET_MS;
  const goOn = (): void => {
    if (Date.now() > giveUpAtMs) throw tooSlow(org);
  };
  const idOf = (key: string): string | undefined => {
    const owner = loaded.ownerOf(org, key);
    return owner === null ? undefined : allBases.get(owner)?.[key]?.id;
  };
  const wanted = rendered.map((resource) => {
    const { key, kind, name, body: like } = resource;
    const base = bases[key];
    const tellsNews = ({ enabled, body: listed }: LiveResource): boolean =>
      base === undefined || !enabled || !isAsRecorded(listed, base, resolved(resource, idOf));
    return { key, kind, name, like, id: base?.id ?? null, tellsNews };
  });
  const live = await readResources({ client: loaded.client(org), options, oneByOne, goOn }, wanted);
  return { org, rendered, bases, live };
}

function tooSlow(org: string): WireError {
  const minutes = ORG_BUDGET_MS / 60_000;
  return new WireError(`${org} was not read within ${minutes} minutes.`, {
    kind: 'noAnswer',
    org,
    method: 'GET',
    path: '',
  });
}

/** A resource as a release has it, or as a plan does. */
type Sought = Pick<RenderedResource, 'kind' | 'name'> &
  ({ readonly body: JsonObject } | { readonly desired: JsonObject });

/** By the id that Rollcall knows it under, else (first contact, or made anew by hand) by its name. */
export async function find(
  client: OrgClient,
  resource: Sought,
  id: string | null,
  options: CallOptions,
): Promise<LiveResource | null> {
  const { kind, name } = resource;
  const known = id === null ? null : await client.read(kind, id, options);
  const like = 'body' in resource ? resource.body : resource.desired;
  return known ?? client.findByName(kind, name, { ...options, like });
}

/** A rendered body with every id that is already known in place; what is yet to be created stays symbolic. */
export function desiredBody(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
  org: string,
  resource: RenderedResource,
): JsonObject {
  const idOf = (key: string): string | undefined => {
    const owner = loaded.ownerOf(org, key);
    return owner === null ? undefined : surveyed.get(owner)?.live.get(key)?.id;
  };
  return resolved(resource, idOf);
}

function resolved(
  { body, references }: Pick<RenderedResource, 'body' | 'references'>,
  idOf: (key: string) => string | undefined,
): JsonObject {
  return references.length === 0 ? body : resolveReferences(body, idOf).body;
}
