import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema, type JsonObject } from '../json.js';
import { nameOf, type Resource } from '../world/resource.js';
import { changesOf, configurationOf, noContent, required, type CxoneCall } from './api-call.js';
import { versionsOf, type ScriptVersion } from './bodies.js';
import { pageOf } from './page.js';
import { readScript } from './studio-script.js';

/** One save, current or past: what a rollback takes its content from. */
export function getScript(call: CxoneCall): Answer {
  const scriptId = call.params[0] ?? '';
  const found = configurationOf(call).scriptOfVersion(Number(scriptId));
  if (found === undefined) throw Problem.notFound(`no script ${scriptId}`);
  const { script, version } = found;
  const name = nameOf(script);
  return ok({
    name,
    filePath: name,
    scriptId: version.scriptId,
    status: statusOf(script, version),
    scriptContent: version.content,
  });
}

/** All saves of a script, the newest first. */
export function scriptHistory(call: CxoneCall): Answer {
  const script = scriptNamed(call, required(call, 'scriptPath'));
  const versions = versionsOf(script).map((version) => ({
    scriptId: version.scriptId,
    modifyDate: version.modifyDate,
    modifyUser: version.modifyUser,
    status: statusOf(script, version),
  }));
  return ok({ name: nameOf(script), versions: versions.toReversed() });
}

/** The current Studio JSON of a script. */
export function openScript(call: CxoneCall): Answer {
  const name = required(call, 'scriptPath');
  scriptNamed(call, name);
  const content = configurationOf(call).currentVersion(name)?.content ?? '';
  const parsed = jsonObjectSchema.safeParse(readScript(content) && JSON.parse(content));
  if (parsed.success) return ok(parsed.data);
  throw new Problem(500, 'server_error', `Studio cannot open "${name}"`);
}

const saveSchema = z.object({ scriptContent: jsonObjectSchema });

/** Saves Studio JSON after a look at its syntax. A name that is there already is overwritten. */
export function saveScript(call: CxoneCall): Answer {
  const content = JSON.stringify(bodyOf(call.request, saveSchema).scriptContent);
  const scriptName = readScript(content)?.scriptName;
  if (scriptName === undefined) {
    const error = 'SYNTAX_CHECK: no header.scriptName, or no actions that Studio can read';
    return ok({ errorCount: 1, results: [{ success: false, error }] });
  }
  const scriptId = call.tenants.nextId();
  changesOf(call).saveScript(scriptName, content, call.grant.clientId, scriptId);
  return ok({ errorCount: 0, results: [{ success: true, scriptId, scriptName }] });
}

export function deleteScript(call: CxoneCall): Answer {
  changesOf(call).removeScript(scriptNamed(call, required(call, 'scriptPath')));
  return noContent();
}

export function searchScripts(call: CxoneCall): Answer {
  const wanted = call.request.query.get('scriptName')?.toLowerCase() ?? '';
  const withPast = call.request.query.get('includeInactive') === 'true';
  const saves = configurationOf(call)
    .list('script')
    .filter((script) => nameOf(script).toLowerCase().includes(wanted))
    .flatMap((script) => {
      const versions = versionsOf(script);
      return (withPast ? versions : versions.slice(-1)).map((version) => ({ script, version }));
    });
  const { items, frame } = pageOf(call, saves);
  const details = items.map(({ script, version }) => detailOf(script, version));
  return ok({ ...frame, scriptSearchDetails: details });
}

export function scriptNamed(call: CxoneCall, name: string): Resource {
  const script = configurationOf(call).named('script', name);
  if (script === undefined) throw Problem.notFound(`no script "${name}"`);
  return script;
}

function detailOf(script: Resource, version: ScriptVersion): JsonObject {
  return {
    masterID: version.scriptId,
    scriptName: nameOf(script),
    status: statusOf(script, version),
    mediaType: 4,
    modifyDate: version.modifyDate,
    mUser: version.modifyUser,
    actions: (readScript(version.content)?.actions ?? []).map(({ id, name }) => ({
      actionId: Number(id),
      name,
    })),
  };
}

function statusOf(script: Resource, version: ScriptVersion): string {
  return versionsOf(script).at(-1)?.scriptId === version.scriptId ? 'CURR' : 'HIST';
}
