import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { WorldOrg } from '../world-file.js';
import type { World } from '../world/world.js';
import { requireScope, type ApiCall } from './api-call.js';

interface OrganizationNode {
  id: string;
  name: string;
  type: string;
  parentOrgId: string | null;
  enabled: boolean;
  region?: string;
  businessUnit?: string;
  children: OrganizationNode[];
}

/** The tree below the token's org: a parent sees its subs, a sub only itself. */
export function listOrganizations(call: ApiCall): Answer {
  requireScope(call, 'organization:read');
  const org = call.world.orgs.get(call.grant.orgId);
  if (org === undefined) throw Problem.notFound(`no organization ${call.grant.orgId}`);
  return ok({ entities: [nodeOf(call.world, org)] });
}

function nodeOf(world: World, org: WorldOrg): OrganizationNode {
  return {
    id: org.id,
    name: org.name,
    type: org.type,
    parentOrgId: org.parentOrgId,
    enabled: org.enabled,
    ...(org.region === '' ? {} : { region: org.region }),
    ...(org.businessUnit === '' ? {} : { businessUnit: org.businessUnit }),
    children: world.childrenOf(org.id).map((child) => nodeOf(world, child)),
  };
}
