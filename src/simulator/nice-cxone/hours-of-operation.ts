import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { bodyOf } from '../http/request.js';
import type { JsonObject } from '../json.js';
import { nameOf, type Resource } from '../world/resource.js';
import { addressed, changesOf, configurationOf, noContent, type CxoneCall } from './api-call.js';
import { hoursBody, nativeSectionOf } from './bodies.js';
import { pageOf } from './page.js';

const openingSchema = {
  openTime: z.string().optional(),
  closeTime: z.string().optional(),
  hasAdditionalHours: z.boolean().optional(),
  additionalOpenTime: z.string().optional(),
  additionalCloseTime: z.string().optional(),
  isClosedAllDay: z.boolean().optional(),
};

/** The whole profile: what the body leaves out is gone. */
const hoursSchema = z.object({
  hoursOfOperationProfileName: z.string().min(1),
  description: z.string().optional(),
  notes: z.string().optional(),
  overrideBranch: z.string().optional(),
  overrideExpirationDate: z.string().optional(),
  days: z.array(z.object({ day: z.string().min(1), ...openingSchema })),
  holidays: z.array(
    z.object({ holidayName: z.string().optional(), date: z.string().optional(), ...openingSchema }),
  ),
});

export function listHours(call: CxoneCall): Answer {
  const { items, frame } = pageOf(call, configurationOf(call).list('hours_of_operation'));
  return ok({ ...frame, hoursOfOperationProfiles: items.map(viewOf) });
}

export function getHours(call: CxoneCall): Answer {
  return ok(viewOf(addressed(call, 'hours_of_operation')));
}

export function putHours(call: CxoneCall): Answer {
  const resource = addressed(call, 'hours_of_operation');
  const { hoursOfOperationProfileName, ...rest } = bodyOf(call.request, hoursSchema);
  const native = JSON.parse(
    JSON.stringify({ ...rest, lastUpdateTime: new Date(call.nowMs).toISOString() }),
  ) as JsonObject;
  changesOf(call).put(
    'hours_of_operation',
    resource.id,
    hoursBody(hoursOfOperationProfileName, native),
  );
  return noContent();
}

function viewOf(resource: Resource): JsonObject {
  const { kind: _kind, ...native } = nativeSectionOf(resource);
  return {
    ...native,
    hoursOfOperationProfileId: Number(resource.id),
    hoursOfOperationProfileName: nameOf(resource),
  };
}
