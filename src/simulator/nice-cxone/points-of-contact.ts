import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import type { JsonObject } from '../json.js';
import type { Resource } from '../world/resource.js';
import { addressed, changesOf, configurationOf, noContent, type CxoneCall } from './api-call.js';
import { pointOfContactOf } from './bodies.js';
import { pageOf } from './page.js';

/** CXone writes other names than it reads: `skillId` for `defaultSkillId`, and so on. */
const writeSchema = z.object({
  pointOfContactName: z.string().min(1).optional(),
  scriptName: z.string().min(1),
  skillId: z.number().int().positive(),
  isActive: z.boolean().optional(),
});

export function listPointsOfContact(call: CxoneCall): Answer {
  const { items, frame } = pageOf(call, configurationOf(call).list('point_of_contact'));
  return ok({ ...frame, pointsOfContact: items.map((one) => viewOf(call, one)) });
}

/** One, but in the list that all of them come in. */
export function getPointOfContact(call: CxoneCall): Answer {
  const one = addressed(call, 'point_of_contact');
  const { frame } = pageOf(call, [one]);
  return ok({ ...frame, pointsOfContact: [viewOf(call, one)] });
}

/** The live switch: the next caller runs the script that is named here. */
export function putPointOfContact(call: CxoneCall): Answer {
  const resource = addressed(call, 'point_of_contact');
  const known = pointOfContactOf(resource);
  const written = bodyOf(call.request, writeSchema);
  const { scriptName, skillId } = written;
  const configuration = configurationOf(call);
  if (configuration.named('script', scriptName) === undefined) {
    throw Problem.badRequest(`no script "${scriptName}"`);
  }
  if (configuration.get('skill', String(skillId)) === undefined) {
    throw Problem.badRequest(`no skill ${skillId}`);
  }
  changesOf(call).putPointOfContact(resource.id, {
    contactAddress: known.contactAddress,
    contactDescription: written.pointOfContactName ?? known.contactDescription,
    scriptName,
    defaultSkillId: skillId,
    isActive: written.isActive ?? known.isActive,
  });
  return noContent();
}

function viewOf({ tenant }: CxoneCall, resource: Resource): JsonObject {
  const { contactAddress, contactDescription, scriptName, defaultSkillId, isActive } =
    pointOfContactOf(resource);
  return {
    businessUnitId: tenant.businessUnitId,
    contactCode: Number(resource.id),
    contactAddress,
    contactDescription,
    defaultSkillId,
    scriptName,
    isActive,
    mediaTypeId: 4,
    mediaTypeName: 'Phone Call',
    outboundSkill: false,
  };
}
