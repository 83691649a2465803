import { z } from 'zod';
import { sectionOf, type JsonObject } from '../json.js';
import { isEnabled, nameOf, type Resource } from '../world/resource.js';
import type { Native } from './native-schemas.js';

/** What CXone knows beyond name and state stands in this section of a neutral body. */
const section = 'native';

export type NativeKind = 'skill' | 'script' | 'point_of_contact' | 'hours_of_operation';

const versionSchema = z.object({
  scriptId: z.number().int(),
  modifyDate: z.string(),
  modifyUser: z.string(),
  content: z.string(),
});
const versionsSchema = z.array(versionSchema);

/** One save of a script. Every save takes a new id; the name is what stays. */
export type ScriptVersion = z.output<typeof versionSchema>;

export interface PointOfContact {
  contactAddress: string;
  contactDescription: string;
  scriptName: string;
  defaultSkillId: number;
  isActive: boolean;
}

export function nativeSectionOf(resource: Resource): JsonObject {
  return sectionOf(resource.body, section);
}

export function isNative(resource: Resource, kind: NativeKind): boolean {
  return nativeSectionOf(resource)['kind'] === kind;
}

/** A skill is a queue. */
export function skillBody(skillName: string, isActive: boolean, rest: JsonObject): JsonObject {
  return { name: skillName, enabled: isActive, [section]: { kind: 'skill', ...rest } };
}

/** A script is a flow that no caller enters by itself: a point of contact runs it. */
export function scriptBody(scriptName: string, versions: ScriptVersion[]): JsonObject {
  return { name: scriptName, [section]: { kind: 'script', versions } };
}

export function versionsOf(script: Resource): ScriptVersion[] {
  const parsed = versionsSchema.safeParse(nativeSectionOf(script)['versions']);
  return parsed.success ? parsed.data : [];
}

/** Opening hours act on no caller here; the world keeps them among its directories. */
export function hoursBody(name: string, rest: JsonObject): JsonObject {
  return { name, [section]: { kind: 'hours_of_operation', ...rest } };
}

/** `madeFrom` tells of what the blocks were made, so that they are made anew when that changes. */
export function pointOfContactBody(
  contact: PointOfContact,
  blocks: JsonObject[],
  madeFrom: string,
): JsonObject {
  const { contactDescription, isActive, ...rest } = contact;
  return {
    name: contactDescription,
    enabled: isActive,
    blocks,
    [section]: { kind: 'point_of_contact', ...rest, madeFrom },
  };
}

export function pointOfContactOf(resource: Resource): PointOfContact {
  const { contactAddress, scriptName, defaultSkillId } = nativeSectionOf(resource);
  return {
    contactAddress: typeof contactAddress === 'string' ? contactAddress : '',
    contactDescription: nameOf(resource),
    scriptName: typeof scriptName === 'string' ? scriptName : '',
    defaultSkillId: typeof defaultSkillId === 'number' ? defaultSkillId : 0,
    isActive: isEnabled(resource),
  };
}

export function firstVersion(script: Native['script'][number], modifyDate: string): ScriptVersion {
  const { id, content, modifyUser } = script;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { scriptId: Number(id), modifyDate, modifyUser, content: text };
}
