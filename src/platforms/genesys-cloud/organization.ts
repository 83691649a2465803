import { z } from 'zod';
import { readClock } from '../clock-reading.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, DiscoveredOrg } from '../port.js';
import type { Context } from './context.js';

const ME = '/api/v2/organizations/me';
const organizationSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  state: z.string().optional(),
});

/** The client's own org. The platform knows no org above it: the manifest does. */
export async function fetchOrganization(
  { org, api }: Context,
  options: CallOptions,
): Promise<readonly DiscoveredOrg[]> {
  const asked = { method: 'GET', path: ME } as const;
  const answer = await api.send({ ...options, ...asked });
  const {
    id,
    name,
    state = 'active',
  } = parseBody(organizationSchema, answer.body, {
    org,
    ...asked,
  });
  const enabled = state === 'active';
  return [
    { realOrgId: id, name, parentRealOrgId: null, enabled, region: null, businessUnit: null },
  ];
}

/** Platform time, milliseconds. */
export function readPlatformTime({ org, api }: Context, options: CallOptions): Promise<number> {
  return readClock(org, api, { ...options, method: 'GET', path: ME });
}
