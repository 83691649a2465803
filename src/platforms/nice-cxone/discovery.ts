import { z } from 'zod';
import type { Locate } from '../../http/address.js';
import { malformed } from '../../http/answer.js';
import { WireError } from '../../http/errors.js';
import { isKind } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import { DISCOVERY } from './routes.js';

const configurationSchema = z.object({ api_endpoint: z.string().min(1) });

/** Where the API of a tenant is: each cluster has its own. */
export function locateTenant(org: string, tenantId: string): Locate {
  const asked = { org, method: 'GET', path: DISCOVERY };
  return async (ask) => {
    try {
      const body = await ask({ path: DISCOVERY, query: { tenantId } });
      const { api_endpoint: endpoint } = parseBody(configurationSchema, body, asked);
      const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
      if (url === null || url.search + url.hash + url.username !== '')
        throw malformed(asked, 'has an api_endpoint that is no address');
      return url.href.replace(/\/+$/, '');
    } catch (error) {
      // "There is no such tenant" must not read as "there is no such resource".
      if (isKind(error, 'notFound')) throw unknownTenant(org, tenantId);
      throw error;
    }
  };
}

function unknownTenant(org: string, tenantId: string): WireError {
  return new WireError(
    `NICE CXone knows no tenant ${tenantId}: org_id of ${org} is the tenant's id.`,
    { kind: 'rejected', org, method: 'GET', path: DISCOVERY },
  );
}
