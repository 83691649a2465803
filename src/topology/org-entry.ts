import type { JsonObject } from '../domain/json.js';
import type { DiscoveredOrg } from '../platforms/port.js';
import { identifierOf } from '../domain/identifiers.js';

/** What the platform does not know of an org; a person fills it in. */
export interface Assumptions {
  readonly carrier: string;
  readonly timeZone: string;
}

export const UNKNOWN: Assumptions = { carrier: 'unknown', timeZone: 'UTC' };

/** An org as environments/<name>.yaml lists it. */
export function orgEntry(request: {
  readonly org: DiscoveredOrg;
  readonly parent: string | null;
  readonly region: string | null;
  readonly credentials: string;
  readonly assumptions: Assumptions;
}): JsonObject {
  const { org, parent, region, credentials, assumptions } = request;
  return {
    platform: 'guide',
    org_id: org.realOrgId,
    name: org.name,
    ...(parent === null ? {} : { parent }),
    region: region ?? identifierOf(org.region ?? '', 'unknown'),
    carrier: assumptions.carrier,
    time_zone: assumptions.timeZone,
    credentials,
  };
}

/** A reference of its own for each org, in the scheme of one that is known. */
export function credentialsFor(request: {
  readonly org: string;
  readonly environment: string;
  /** A reference, and the org that it belongs to. */
  readonly like: { readonly reference: string; readonly org: string | null };
}): string {
  const { org, environment, like } = request;
  const { reference } = like;
  const variable = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  for (const spell of [(text: string) => text, variable]) {
    const known = like.org === null ? null : spell(like.org);
    if (known !== null && reference.endsWith(known))
      return reference.slice(0, -known.length) + spell(org);
  }
  if (!reference.startsWith('env:')) return `file:${environment}/${org}`;
  return `env:${variable(environment)}_${variable(org)}`;
}
