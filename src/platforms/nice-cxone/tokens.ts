import type { JsonObject } from '../../domain/json.js';
import type { CallOptions, OrgClient, TokenProof } from '../port.js';
import type { Context } from './context.js';
import { tenantOfGrant } from './tenant-of-token.js';

/**
 * Tokens have no scopes: what one may do, the role of the access key's user says, and of roles the platform does not
 * tell. A permission that is missing shows by the first refusal.
 */
export function createTokenCalls({
  api,
}: Context): Pick<OrgClient, 'acquireToken' | 'grantedScopes'> {
  return {
    async acquireToken(_scopes, { signal }: CallOptions = {}): Promise<TokenProof> {
      const { expiresAtMs } = await api.token([], signal);
      await api.address();
      return { expiresAt: new Date(expiresAtMs).toISOString(), scopes: [] };
    },
    grantedScopes: async () => null,
  };
}

/**
 * An access key belongs to one tenant, and the address that it is sent to is the same for all of them: with the key of
 * another tenant, that one would be deployed to.
 */
export function objectionOf(org: string, tenantId: string): (grant: JsonObject) => string | null {
  return (grant) => {
    const told = tenantOfGrant(grant);
    if (told === tenantId) return null;
    return told === null
      ? `The token of ${org} does not tell of which tenant it is: its answer has no id_token with a tenantId.`
      : `The access key of ${org} is one of tenant ${told}, and org_id says ${tenantId}. Correct the one or the other.`;
  };
}
