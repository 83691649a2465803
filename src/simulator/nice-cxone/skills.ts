import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema, type Json, type JsonObject } from '../json.js';
import { isEnabled, nameOf, type Resource } from '../world/resource.js';
import { addressed, changesOf, configurationOf, noContent, type CxoneCall } from './api-call.js';
import { nativeSectionOf, skillBody } from './bodies.js';
import { pageOf } from './page.js';

const skillSchema = z
  .object({
    skillName: z.string().min(1).max(30).optional(),
    isActive: z.boolean().optional(),
    mediaTypeId: z.number().int().optional(),
  })
  .catchall(z.json());
type SkillChange = z.output<typeof skillSchema>;

const defaults = { mediaTypeId: 4, serviceLevelThreshold: 30, serviceLevelGoal: 80 };

export function listSkills(call: CxoneCall): Answer {
  const wanted = call.request.query.get('searchString')?.toLowerCase() ?? '';
  const all = configurationOf(call).list('skill');
  const found = all.filter((skill) => nameOf(skill).toLowerCase().includes(wanted));
  const { items, frame } = pageOf(call, found);
  return ok({ ...frame, skills: items.map((skill) => viewOf(call, skill)) });
}

export function getSkill(call: CxoneCall): Answer {
  return ok(viewOf(call, addressed(call, 'skill')));
}

/** What the body leaves out stays as it is. The one conflict is a name that another skill has. */
export function putSkill(call: CxoneCall): Answer {
  const resource = addressed(call, 'skill');
  const { skill } = bodyOf(call.request, z.object({ skill: skillSchema }));
  const { skillName = nameOf(resource), isActive = isEnabled(resource), ...rest } = skill;
  const holder = configurationOf(call).named('skill', skillName);
  if (holder !== undefined && holder.id !== resource.id) {
    throw new Problem(409, 'conflict', `skill ${holder.id} already has the name "${skillName}"`);
  }
  const { kind: _kind, ...known } = nativeSectionOf(resource);
  const body = skillBody(skillName, isActive, { ...known, ...withoutKeys(rest) });
  changesOf(call).put('skill', resource.id, body);
  return noContent();
}

/** Takes a batch: the status is 200 even where single skills are refused. */
export function postSkills(call: CxoneCall): Answer {
  const { skills } = bodyOf(
    call.request,
    z.object({ skills: z.array(jsonObjectSchema).min(1).max(100) }),
  );
  const results = skills.map((skill) => created(call, skill));
  const errorCount = results.filter(({ success }) => success === false).length;
  return ok({ errorCount, skillsResults: results });
}

function created(call: CxoneCall, body: JsonObject): JsonObject {
  const parsed = skillSchema.safeParse(body);
  if (!parsed.success) return { success: false, error: parsed.error.issues[0]?.message ?? '' };
  const { skillName, isActive = true, ...rest } = parsed.data;
  if (skillName === undefined) return { success: false, error: 'skillName is required' };
  if (configurationOf(call).named('skill', skillName) !== undefined) {
    return { success: false, error: `a skill named "${skillName}" already exists` };
  }
  const skillId = call.tenants.nextId();
  const native = { ...defaults, ...withoutKeys(rest) };
  changesOf(call).put('skill', String(skillId), skillBody(skillName, isActive, native));
  return { success: true, skillId };
}

/** What a client cannot set: the number, and what the simulator itself keeps beside. */
function withoutKeys(rest: Partial<SkillChange>): JsonObject {
  const own = ['skillId', 'id', 'kind', 'businessUnitId', 'mediaTypeName'];
  const entries = Object.entries(rest).flatMap(([key, value]): [string, Json][] =>
    value === undefined || own.includes(key) ? [] : [[key, value]],
  );
  return Object.fromEntries(entries);
}

function viewOf({ tenant }: CxoneCall, skill: Resource): JsonObject {
  const { kind: _kind, ...native } = nativeSectionOf(skill);
  return {
    businessUnitId: tenant.businessUnitId,
    ...native,
    skillId: Number(skill.id),
    skillName: nameOf(skill),
    isActive: isEnabled(skill),
    mediaTypeName: native['mediaTypeId'] === 4 ? 'Phone Call' : 'Other',
    isOutbound: false,
  };
}
