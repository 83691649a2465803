import { ok, type Answer } from '../http/answer.js';
import type { CxoneCall } from './api-call.js';

/** The tenant as its administration knows it. */
export function getBusinessUnit({ tenant }: CxoneCall): Answer {
  const { businessUnitId, businessUnitName, tenantId } = tenant;
  return ok({ businessUnits: [{ businessUnitId, businessUnitName, tenantId, isActive: true }] });
}
