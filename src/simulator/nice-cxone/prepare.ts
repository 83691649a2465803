import { Problem } from '../http/problem.js';
import type { JsonObject } from '../json.js';
import type { ParsedWorld, WorldOrg } from '../world-file.js';
import { firstVersion, hoursBody, scriptBody, skillBody } from './bodies.js';
import { projectEntry } from './entry-projection.js';
import { nativeOf, numericIdsOf, type Native } from './native-schemas.js';

type BodyWithId = JsonObject & { id: string };

/** Projects the native resources of the CXone orgs onto neutral ones. */
export function prepareNiceCxone(file: ParsedWorld): ParsedWorld {
  const seen = new Set<string>();
  const modifyDate = file.startAt ?? new Date(0).toISOString();
  const orgs = file.orgs.map((org) => {
    if (org.platform !== 'nice-cxone') return org;
    const native = nativeOf(org);
    for (const id of numericIdsOf(native)) {
      if (seen.size === seen.add(id).size) throw Problem.badRequest(`CXone id ${id} is used twice`);
    }
    return withNeutral(org, native, modifyDate);
  });
  return { ...file, orgs };
}

function withNeutral(org: WorldOrg, native: Native, modifyDate: string): WorldOrg {
  const { queue = [], flow = [], strategy = [], directory = [] } = org.resources;
  const entries = native.point_of_contact.map(({ id, ...contact }) => {
    const script = native.script.find((one) => one.scriptName === contact.scriptName);
    const content = script === undefined ? undefined : firstVersion(script, modifyDate).content;
    return { id, ...projectEntry(id, contact, content, native.skill) };
  });
  const resources = {
    ...org.resources,
    queue: [...queue, ...native.skill.map(skillOf)],
    flow: [
      ...flow,
      ...native.script.map((script) => ({
        ...scriptBody(script.scriptName, [firstVersion(script, modifyDate)]),
        id: script.id,
      })),
      ...entries.map((entry) => ({ ...entry.flow, id: entry.id })),
    ],
    strategy: [...strategy, ...entries.flatMap(({ strategies }) => [...strategies].map(withId))],
    directory: [...directory, ...native.hours_of_operation.map(hoursOf)],
  };
  return { ...org, resources };
}

function skillOf({ id, skillName, isActive, ...rest }: Native['skill'][number]): BodyWithId {
  return { ...skillBody(skillName, isActive, rest), id };
}

function hoursOf(hours: Native['hours_of_operation'][number]): BodyWithId {
  const { id, hoursOfOperationProfileName, ...rest } = hours;
  return { ...hoursBody(hoursOfOperationProfileName, rest), id };
}

function withId([id, body]: [string, JsonObject]): BodyWithId {
  return { ...body, id };
}
