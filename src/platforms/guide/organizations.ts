import type { ApiClient } from '../../http/client.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, DiscoveredOrg } from '../port.js';
import { ORGANIZATIONS_PATH, READ_SCOPE } from './routes.js';
import { organizationsSchema, type OrganizationNode } from './schema.js';

/** The tree as the org's client sees it, flattened: parents first, each org once. */
export async function fetchOrganizations(
  org: string,
  api: ApiClient,
  options: CallOptions = {},
): Promise<readonly DiscoveredOrg[]> {
  const path = ORGANIZATIONS_PATH;
  const scopes = [READ_SCOPE];
  const answer = await api.send({ ...options, scopes, method: 'GET', path });
  const source = { org, method: 'GET', path };
  const { entities } = parseBody(organizationsSchema, answer.body, source);
  const found = new Map<string, DiscoveredOrg>();
  for (const entity of entities) collect(entity, null, found);
  return [...found.values()];
}

function collect(
  node: OrganizationNode,
  enclosingId: string | null,
  found: Map<string, DiscoveredOrg>,
): void {
  const { id, name, parentOrgId, children = [] } = node;
  found.set(id, {
    realOrgId: id,
    name,
    parentRealOrgId: parentOrgId ?? enclosingId,
    enabled: node.enabled ?? true,
    region: node.region ?? null,
    businessUnit: node.businessUnit ?? null,
  });
  for (const child of children) collect(child, id, found);
}
