import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { GenesysCall } from './api-call.js';

/** The token's own org: the vendor's API tells of no other, and of no hierarchy. */
export function getMyOrganization(call: GenesysCall): Answer {
  const org = call.platform.world.orgs.get(call.grant.orgId);
  if (org === undefined) throw Problem.notFound('There is no such organization.');
  return ok({
    id: org.id,
    name: org.name,
    thirdPartyOrgName: org.name.toLowerCase().replace(/\W+/g, '-'),
    defaultLanguage: 'en-US',
    defaultCountryCode: 'US',
    domain: `${org.id}.example.com`,
    version: 1,
    state: 'active',
    features: { unifiedCommunications: true, contactCenter: true },
    selfUri: `/api/v2/organizations/${org.id}`,
  });
}
