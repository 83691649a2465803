import { z } from 'zod';
import type { Json, JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import { parseBody } from '../parse-body.js';
import type { Collection, Problem } from './collection.js';
import { isTaken, reasonOf } from './refusals.js';
import { HOURS } from './routes.js';

const daysSchema = z.array(z.record(z.string(), z.json())).nullish();
const hoursSchema = z.object({
  hoursOfOperationProfileId: z.number().int(),
  hoursOfOperationProfileName: z.string().min(1),
  isDeleted: z.boolean().nullish(),
  description: z.string().nullish(),
  notes: z.string().nullish(),
  overrideBranch: z.string().nullish(),
  overrideExpirationDate: z.string().nullish(),
  days: daysSchema,
  holidays: daysSchema,
});

const MEMBERS: ReadonlySet<string> = new Set([
  'name',
  'description',
  'notes',
  'overrideBranch',
  'overrideExpirationDate',
  'days',
  'holidays',
]);

/** Opening hours. A `PUT` replaces the whole profile, but for the skills that use it, which it has no member for. */
export function hoursOfOperation(org: string): Collection {
  return {
    kind: 'hours_of_operation',
    list: { path: HOURS, member: 'hoursOfOperation', query: { isDeleted: 'false' } },
    listed: ({ hoursOfOperationProfileId: id, hoursOfOperationProfileName: name, isDeleted }) =>
      typeof id === 'number' && typeof name === 'string' && isDeleted !== true
        ? { id: String(id), name }
        : null,
    live: (answer) => liveHours(answer, org),
    takes: (member) => MEMBERS.has(member),
    change: (_live, { name, ...rest }) => ({
      days: [],
      holidays: [],
      ...rest,
      hoursOfOperationProfileName: name ?? null,
    }),
    creation: {
      body: ({ name, ...rest }) => ({ ...rest, profileName: name ?? null }),
      made: madeOf,
    },
    isUsed: (answer) => {
      const users = usersSchema.safeParse(answer);
      // What cannot be read is no proof that nobody uses it.
      return (
        !users.success || (users.data.skills ?? []).length + (users.data.scripts ?? []).length > 0
      );
    },
  };
}

const usersSchema = z.object({
  skills: z.array(z.json()).nullish(),
  scripts: z.array(z.json()).nullish(),
});

/** Null for a profile that is deleted, which can still be read. */
function liveHours(answer: Json | undefined, org: string): LiveResource | null {
  const {
    hoursOfOperationProfileId: id,
    hoursOfOperationProfileName: name,
    isDeleted,
    ...rest
  } = parseBody(hoursSchema, answer, { org, method: 'GET', path: HOURS });
  if (isDeleted === true) return null;
  return {
    kind: 'hours_of_operation',
    id: String(id),
    name,
    body: { name, ...told(rest), holidays: (rest.holidays ?? []).map(asWritten) },
    version: null,
    enabled: true,
  };
}

const madeSchema = z.object({
  profileId: z.union([z.string().min(1), z.number().int()]).optional(),
  error: z.string().nullish(),
});

function madeOf(answer: Json | undefined): string | Problem {
  const { profileId, error } = madeSchema.safeParse(answer).data ?? {};
  if (profileId !== undefined) return String(profileId);
  const problem = `is refused${reasonOf(error ?? undefined)}`;
  return { problem, ...(isTaken(error) ? { isTaken: true } : {}) };
}

function told(members: Readonly<Record<string, unknown>>): JsonObject {
  const own = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  return { days: [], ...(Object.fromEntries(own) as JsonObject) };
}

/** A holiday is read under another name than it is written. */
function asWritten({ name, ...rest }: JsonObject): JsonObject {
  return name === undefined ? rest : { holidayName: name, ...rest };
}
