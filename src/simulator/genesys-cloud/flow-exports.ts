import { z } from 'zod';
import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { nativesOf, type GenesysCall } from './api-call.js';
import { flowOf } from './flow-handlers.js';
import { versionOf } from './flow-record.js';

export const exportPrefix = '/flow-exports/';
const exportingMs = 2000;

const exportSchema = z.object({
  flows: z
    .array(z.object({ flow: z.object({ id: z.string(), version: z.string().optional() }) }))
    .length(1, 'the simulator exports one flow at a time'),
});

/** A flow on its way out. */
export interface FlowExport {
  id: string;
  orgId: string;
  status: 'Started' | 'Success';
  content: string | null;
}

/** Exports the YAML of a flow's version, by default the published one. */
export function registerExport(call: GenesysCall): Answer {
  const [wanted] = bodyOf(call.request, exportSchema).flows;
  const flow = flowOf(call, wanted?.flow.id);
  const version = versionOf(flow, wanted?.flow.version ?? flow.publishedId);
  if (version === undefined) throw Problem.notFound(`The flow ${flow.id} has no such version.`);
  const id = nativesOf(call).nextId(flow.orgId);
  const job: FlowExport = { id, orgId: flow.orgId, status: 'Started', content: null };
  call.platform.exports.set(id, job);
  call.platform.world.agenda.at(call.nowMs + exportingMs, () => {
    job.status = 'Success';
    job.content = version.yaml;
  });
  const selfUri = `/api/v2/flows/export/jobs/${id}`;
  return answer(202, { id, status: job.status, totalFlows: 1, selfUri });
}

export function getExport(call: GenesysCall): Answer {
  const id = call.params[0] ?? '';
  const job = call.platform.exports.get(id);
  if (job?.orgId !== call.grant.orgId) throw Problem.notFound(`There is no job with the id ${id}.`);
  const downloadUrl = `http://${call.request.headers.host ?? 'localhost'}${exportPrefix}${id}`;
  return ok({
    id,
    status: job.status,
    command: 'Export',
    ...(job.content === null ? {} : { downloadUrl }),
    selfUri: `/api/v2/flows/export/jobs/${id}`,
  });
}
