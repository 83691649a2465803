import { z } from 'zod';
import { malformed } from '../../http/answer.js';
import { readClock } from '../clock-reading.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, DiscoveredOrg } from '../port.js';
import type { Context } from './context.js';
import { BUSINESS_UNIT } from './routes.js';

const unitSchema = z.object({
  businessUnitId: z.number().int(),
  businessUnitName: z.string(),
  isActive: z.boolean().optional(),
  tenantId: z.string().nullish(),
});
const unitsSchema = z.object({ businessUnits: z.array(unitSchema) });
export type BusinessUnit = z.infer<typeof unitSchema>;

/** The tenant's own business unit. */
export async function fetchBusinessUnit(
  { org, api, tenantId }: Context,
  options: CallOptions,
): Promise<BusinessUnit> {
  const asked = { method: 'GET', path: BUSINESS_UNIT } as const;
  const answer = await api.send({ ...options, ...asked });
  const { businessUnits } = parseBody(unitsSchema, answer.body, { org, ...asked });
  const [first] = businessUnits;
  const own = businessUnits.find((unit) => unit.tenantId === tenantId) ?? first;
  if (own === undefined) throw malformed({ org, ...asked }, 'names no business unit');
  return own;
}

/** The access key's own tenant. The platform knows none above it: the manifest does. */
export async function fetchTenant(
  context: Context,
  options: CallOptions,
): Promise<readonly DiscoveredOrg[]> {
  const unit = await fetchBusinessUnit(context, options);
  return [
    {
      realOrgId: unit.tenantId ?? context.tenantId,
      name: unit.businessUnitName,
      parentRealOrgId: null,
      enabled: unit.isActive !== false,
      region: null,
      businessUnit: String(unit.businessUnitId),
    },
  ];
}

/** Platform time, milliseconds. */
export function readPlatformTime({ org, api }: Context, options: CallOptions): Promise<number> {
  return readClock(org, api, { ...options, method: 'GET', path: BUSINESS_UNIT });
}
