import { z } from 'zod';
import { malformed } from '../../http/answer.js';
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

/** A clock reading younger than this needs no request. */
const FRESH_CLOCK_MS = 1_000;

/** Platform time, milliseconds, from the `Date` of any recent answer; even a refusal states it. */
export async function readPlatformTime(
  { org, api }: Context,
  options: CallOptions,
): Promise<number> {
  const { clock } = api;
  if (clock.ageMs() < FRESH_CLOCK_MS) return clock.nowMs();
  const asked = { method: 'GET', path: ME } as const;
  const askedAtMs = Date.now();
  try {
    await api.send({ ...options, ...asked });
  } catch (error) {
    if (Date.now() - clock.ageMs() < askedAtMs) throw error;
  }
  if (clock.ageMs() === Number.POSITIVE_INFINITY)
    throw malformed({ org, ...asked }, 'has no Date header');
  return clock.nowMs();
}
