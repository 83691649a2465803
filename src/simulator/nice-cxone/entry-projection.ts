import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.js';
import { pointOfContactBody, type PointOfContact } from './bodies.js';
import { compileScript, type SkillReference } from './studio-compile.js';
import { readScript } from './studio-script.js';

/** What a point of contact is in the world: the flow that its callers enter, and its strategies. */
export interface EntryProjection {
  flow: JsonObject;
  /** Bodies by id. */
  strategies: Map<string, JsonObject>;
}

/** What Studio cannot open fails at once. */
const unreadable = [{ id: 'script', type: 'Studio.unreadable' }];

/** Runs the script's current content, if there is any, at the point of contact. */
export function projectEntry(
  id: string,
  contact: PointOfContact,
  content: string | undefined,
  skills: SkillReference[],
): EntryProjection {
  const madeFrom = sourceOf(contact, content, skills);
  const script = content === undefined ? undefined : readScript(content);
  if (script === undefined) {
    return { flow: pointOfContactBody(contact, unreadable, madeFrom), strategies: new Map() };
  }
  const { blocks, strategies } = compileScript(script, {
    skills,
    defaultSkillId: String(contact.defaultSkillId),
    strategyIdOf: (actionId) => `${strategyPrefixOf(id)}${actionId}`,
  });
  const bodies = [...strategies].map(([strategyId, targets]): [string, JsonObject] => [
    strategyId,
    { name: `${contact.contactDescription} ${strategyId}`, targets },
  ]);
  return { flow: pointOfContactBody(contact, blocks, madeFrom), strategies: new Map(bodies) };
}

/** Of what the blocks of a point of contact are made, in short. */
export function sourceOf(
  { scriptName, defaultSkillId }: PointOfContact,
  content: string | undefined,
  skills: SkillReference[],
): string {
  const names = skills.map(({ id, skillName }) => [id, skillName]);
  const text = JSON.stringify([scriptName, defaultSkillId, content ?? null, names]);
  return createHash('sha1').update(text).digest('hex').slice(0, 16);
}

/** With what the ids of a point of contact's strategies begin. */
export function strategyPrefixOf(pointOfContactId: string): string {
  return `${pointOfContactId}.`;
}
