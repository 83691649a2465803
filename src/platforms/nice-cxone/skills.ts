import { z } from 'zod';
import { sameJson } from '../../domain/equality.js';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import { parseBody } from '../parse-body.js';
import { fixedMember, type Collection, type Problem } from './collection.js';
import { isTaken, reasonOf } from './refusals.js';
import { SKILLS } from './routes.js';

const skillSchema = z.looseObject({
  skillId: z.number().int(),
  skillName: z.string().min(1),
  isActive: z.boolean().default(true),
});

/** What the platform writes by itself, or that tells the name of what another member has the number of. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'skillId',
  'skillName',
  'businessUnitId',
  'TenantId',
  'IsSubSkill',
  'isRunning',
  'mediaTypeName',
  'campaignName',
  'scriptName',
  'stateNameACW',
  'acwPostTimeoutStateName',
  'reskillHoursName',
  'smsTransportCode',
  'lastUpdateTime',
]);

/** Said once, when a skill is made. */
const FIXED = ['mediaTypeId', 'isOutbound', 'outboundStrategy'];

/** Members that are written under another name than they are read. */
const TO_CHANGE: Readonly<Record<string, string>> = {
  name: 'skillName',
  popThankYouURL: 'popThankYouUrl',
  screenPopDetail: 'screenPopDetails',
  patronTypingPreview: 'patronTypingIndicator',
};
const TO_CREATE: Readonly<Record<string, string>> = {
  name: 'skillName',
  screenPopDetail: 'screenPopDetails',
};

/** Members that hold the number of what a release may have, which goes by its id as a text, as references are. */
const REFERRING: ReadonlySet<string> = new Set(['reskillHours']);

/** Skills, as queues. A `PUT` keeps what it leaves out, so that only what changes is sent. */
export function skills(org: string): Collection {
  return {
    kind: 'queue',
    list: { path: SKILLS, member: 'skills' },
    listed: ({ skillId, skillName }) =>
      typeof skillId === 'number' && typeof skillName === 'string'
        ? { id: String(skillId), name: skillName }
        : null,
    live: (answer) => liveSkill(answer, org),
    takes: (member) => !READ_ONLY.has(member),
    change: (live, target) =>
      noNumber(target) ?? fixedMember(live, target, FIXED, sameJson) ?? changeOf(live, target),
    creation: {
      body: (body) => noNumber(body) ?? { skills: [renamed(Object.entries(body), TO_CREATE)] },
      made: madeOf,
    },
  };
}

function liveSkill(answer: Json | undefined, org: string): LiveResource {
  const skill = parseBody(skillSchema, whole(answer), { org, method: 'GET', path: SKILLS });
  const { skillId, skillName: name, isActive } = skill;
  const own = Object.entries(skill as JsonObject)
    .filter(([member, value]) => !READ_ONLY.has(member) && value !== null)
    .map(([member, value]) => [member, told(member, value)] as const);
  return {
    kind: 'queue',
    id: String(skillId),
    name,
    body: { name, ...Object.fromEntries(own) },
    version: null,
    enabled: isActive,
  };
}

function told(member: string, value: Json): Json {
  return REFERRING.has(member) && typeof value === 'number' ? String(value) : value;
}

function noNumber(body: JsonObject): Problem | null {
  const wrong = [...REFERRING].find((member) => {
    const { [member]: id } = body;
    return id !== undefined && !(typeof id === 'string' && /^-?\d+$/.test(id));
  });
  return wrong === undefined ? null : { problem: `takes ${wrong} as a number in a text` };
}

/** A member that goes is sent as null, as those that are not set are told. */
function changeOf({ body }: LiveResource, target: JsonObject): JsonObject {
  const names = new Set([...Object.keys(body), ...Object.keys(target)]);
  const changed = [...names].filter((name) => !sameJson(body[name], target[name]));
  const members = changed.map((name) => [name, target[name] ?? null] as const);
  return { skill: renamed(members, TO_CHANGE) };
}

/** Some versions wrap the one skill in the list that all of them come in. */
function whole(answer: Json | undefined): Json | undefined {
  if (!isJsonObject(answer) || !Array.isArray(answer['skills'])) return answer;
  return answer['skills'][0];
}

function renamed(
  members: readonly (readonly [string, Json])[],
  names: Readonly<Record<string, string>>,
): JsonObject {
  const sent = (name: string, value: Json): Json =>
    REFERRING.has(name) && value !== null ? Number(value) : value;
  return Object.fromEntries(
    members.map(([name, value]) => [names[name] ?? name, sent(name, value)]),
  );
}

const madeSchema = z.object({
  skillsResults: z
    .array(
      z.object({
        success: z.boolean().optional(),
        skillId: z.number().int().optional(),
        error: z.string().nullish(),
      }),
    )
    .min(1),
});

/** A batch is answered with success even where its one skill is refused. */
function madeOf(answer: Json | undefined): string | Problem {
  const [result] = madeSchema.safeParse(answer).data?.skillsResults ?? [];
  if (result?.skillId !== undefined && result.success !== false) return String(result.skillId);
  const error = result?.error ?? undefined;
  return { problem: `is refused${reasonOf(error)}`, ...(isTaken(error) ? { isTaken: true } : {}) };
}
