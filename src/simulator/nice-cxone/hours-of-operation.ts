import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { bodyOf } from '../http/request.js';
import { isJsonObject, type JsonObject } from '../json.js';
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

/** A new profile; its name goes by another member than everywhere else. */
const newHoursSchema = hoursSchema
  .omit({ hoursOfOperationProfileName: true })
  .partial({ days: true, holidays: true })
  .extend({ profileName: z.string().min(1) });

/** What a list tells of a profile. */
const LISTED = ['hoursOfOperationProfileId', 'hoursOfOperationProfileName', 'description'];

export function listHours(call: CxoneCall): Answer {
  const { items, frame } = pageOf(call, configurationOf(call).list('hours_of_operation'));
  const hours = items.map((one) => {
    const told = Object.entries(viewOf(one)).filter(([name]) => LISTED.includes(name));
    return { ...Object.fromEntries(told), isDeleted: false };
  });
  return ok({ ...frame, hoursOfOperation: hours });
}

export function getHours(call: CxoneCall): Answer {
  return ok(viewOf(addressed(call, 'hours_of_operation')));
}

export function putHours(call: CxoneCall): Answer {
  const resource = addressed(call, 'hours_of_operation');
  const { hoursOfOperationProfileName, ...rest } = bodyOf(call.request, hoursSchema);
  place(call, resource.id, hoursOfOperationProfileName, rest);
  return noContent();
}

export function postHours(call: CxoneCall): Answer {
  const { profileName, ...rest } = bodyOf(call.request, newHoursSchema);
  const profileId = String(call.tenants.nextId());
  place(call, profileId, profileName, { days: [], holidays: [], ...rest });
  return ok({ profileId, profileName });
}

export function deleteHours(call: CxoneCall): Answer {
  changesOf(call).remove('hours_of_operation', addressed(call, 'hours_of_operation').id);
  return noContent();
}

function place(call: CxoneCall, id: string, name: string, rest: object): void {
  const native = JSON.parse(
    JSON.stringify({ ...rest, lastUpdateTime: new Date(call.nowMs).toISOString() }),
  ) as JsonObject;
  changesOf(call).put('hours_of_operation', id, hoursBody(name, native));
}

/** A holiday is told under another name than it is written. */
function viewOf(resource: Resource): JsonObject {
  const { kind: _kind, holidays, ...native } = nativeSectionOf(resource);
  const told = Array.isArray(holidays) ? holidays.filter(isJsonObject) : [];
  return {
    ...native,
    holidays: told.map(({ holidayName = null, ...rest }) => ({ name: holidayName, ...rest })),
    hoursOfOperationProfileId: Number(resource.id),
    hoursOfOperationProfileName: nameOf(resource),
  };
}
