import { reachOf, type Reach, type ResourceReference } from '../domain/exposure.js';
import type { Json } from '../domain/json.js';
import { ancestorsOf } from '../domain/reference.js';
import { groupOf } from '../domain/resource-key.js';
import type { Loaded } from './loaded.js';
import type { SurveyedOrg } from './survey.js';

/**
 * Whose callers reach what: by the references of the release, and by those that the orgs have now, since callers of an
 * org that is not deployed to yet go by what is live. Of a plan that is read again only the former are known.
 */
export function reachIn(loaded: Loaded, surveyed: ReadonlyMap<string, SurveyedOrg> | null): Reach {
  return reachOf([
    ...releaseReferences(loaded),
    ...(surveyed === null ? [] : liveReferences(loaded, surveyed)),
  ]);
}

function releaseReferences(loaded: Loaded): ResourceReference[] {
  return loaded.orgs.flatMap(({ org }) =>
    loaded.render(org).flatMap(({ key, references }) =>
      references.flatMap((to) => {
        const owner = loaded.ownerOf(org, to);
        return owner === null ? [] : [{ from: { org, key }, to: { org: owner, key: to } }];
      }),
    ),
  );
}

/** Any text of a live body that is the id of a managed resource, of its own org or of one that others share. */
function liveReferences(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
): ResourceReference[] {
  const keysById = new Map(
    [...surveyed].map(([org, { live }]) => [
      org,
      new Map([...live].map(([key, { id }]) => [id, key] as const)),
    ]),
  );
  return [...surveyed.values()].flatMap(({ org, live }) => {
    const holders = [org, ...sharedWith(loaded, org)];
    return [...live].flatMap(([key, { body }]) =>
      textsOf(body).flatMap((text) =>
        holders.flatMap((holder) => {
          const to = keysById.get(holder)?.get(text);
          if (to === undefined || (holder === org && to === key)) return [];
          return [{ from: { org, key }, to: { org: holder, key: to } }];
        }),
      ),
    );
  });
}

/** Orgs whose resources an org can refer to: its ancestors, and those that are alone in their group. */
function sharedWith(loaded: Loaded, org: string): string[] {
  const { release, environment } = loaded;
  const alone = release.groups.flatMap(({ orgIds }) => {
    const here = orgIds.filter((name) => Object.hasOwn(environment.orgs, name));
    return here.length === 1 ? here : [];
  });
  const own = groupOf(release, org);
  const others = [...ancestorsOf(environment, org), ...alone];
  return [...new Set(others)].filter(
    (one) => one !== org && groupOf(release, one) !== own && sharesIds(loaded, org, one),
  );
}

/** False where one org's id says nothing in the other: a script's path, say, is the same in every tenant. */
export function sharesIds(loaded: Loaded, org: string, other: string): boolean {
  if (loaded.binding(org).platform !== loaded.binding(other).platform) return false;
  return loaded.client(org).idsReach === undefined;
}

function textsOf(body: Json): string[] {
  const found = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value === 'string') found.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(body);
  return [...found];
}
