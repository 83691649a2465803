import { z } from 'zod';
import { sameJson } from '../../domain/equality.js';
import type { JsonObject } from '../../domain/json.js';
import { parseBody } from '../parse-body.js';
import { fixedMember, type Collection } from './collection.js';
import { POINTS_OF_CONTACT } from './routes.js';

const pointSchema = z.object({
  contactCode: z.number().int(),
  contactDescription: z.string().min(1),
  contactAddress: z.string().default(''),
  scriptName: z.string().default(''),
  defaultSkillId: z.number().int().nullish(),
  isActive: z.boolean().default(true),
});
const answerSchema = z.object({ pointsOfContact: z.array(pointSchema) });

/** The number stays with the point of contact. */
const FIXED = ['contactAddress'];

const MEMBERS: ReadonlySet<string> = new Set([
  'name',
  'scriptName',
  'skillId',
  'isActive',
  ...FIXED,
]);

/**
 * Points of contact: which script a number runs is the live switch. A skill goes by its id as a text, as references
 * are. What only `PUT` knows (`ivrReportingEnabled`, `chatProfileId`) nobody can read, so that it is left out.
 */
export function pointsOfContact(org: string): Collection {
  return {
    kind: 'point_of_contact',
    list: { path: POINTS_OF_CONTACT, member: 'pointsOfContact' },
    listed: ({ contactCode, contactDescription }) =>
      typeof contactCode === 'number' && typeof contactDescription === 'string'
        ? { id: String(contactCode), name: contactDescription }
        : null,
    live: (answer) => {
      const source = { org, method: 'GET', path: POINTS_OF_CONTACT };
      const [point] = parseBody(answerSchema, answer, source).pointsOfContact;
      if (point === undefined) return null;
      const { contactCode, contactDescription: name, defaultSkillId, ...rest } = point;
      const skillId = typeof defaultSkillId === 'number' ? { skillId: String(defaultSkillId) } : {};
      return {
        kind: 'point_of_contact',
        id: String(contactCode),
        name,
        body: { name, ...rest, ...skillId },
        version: null,
        enabled: rest.isActive,
      };
    },
    takes: (member) => MEMBERS.has(member),
    change: (live, target) => {
      const { name, scriptName, skillId, isActive } = target;
      if (typeof skillId !== 'string' || !/^\d+$/.test(skillId))
        return { problem: 'takes a skillId: the number of a skill, as text' };
      const json: JsonObject = {
        pointOfContactName: name ?? null,
        scriptName: scriptName ?? null,
        skillId: Number(skillId),
        ...(isActive === undefined ? {} : { isActive }),
      };
      return fixedMember(live, target, FIXED, sameJson) ?? json;
    },
  };
}
