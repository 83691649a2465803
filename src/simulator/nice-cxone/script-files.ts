import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { bodyOf } from '../http/request.js';
import type { JsonObject } from '../json.js';
import { nameOf, type Resource } from '../world/resource.js';
import { changesOf, configurationOf, noContent, required, type CxoneCall } from './api-call.js';
import { versionsOf } from './bodies.js';
import { pageOf } from './page.js';
import { scriptNamed } from './scripts.js';

const fileSchema = z.object({ fileFullName: z.string().min(1), fileContent: z.string() });

/** One file by `fileFullName`, or those in the folder `path` and below. */
export function getScriptFiles(call: CxoneCall): Answer {
  const { query } = call.request;
  const name = query.get('fileFullName');
  if (name !== null) {
    const withContent = query.get('includeFileContent') === 'true';
    return ok(viewOf(scriptNamed(call, name), withContent));
  }
  const folder = (query.get('path') ?? '').replace(/^\\|\\$/g, '');
  const scripts = configurationOf(call).list('script');
  const inFolder = scripts.filter(
    (script) => folder === '' || nameOf(script).startsWith(`${folder}\\`),
  );
  const { items, frame } = pageOf(call, inFolder);
  return ok({ ...frame, files: items.map((script) => viewOf(script, false)) });
}

/** Saves a file as it is: nobody looks at what it says. One that is there is overwritten. */
export function postScriptFile(call: CxoneCall): Answer {
  return saved(call, bodyOf(call.request, fileSchema));
}

/** As POST, but only where the file is there already. */
export function putScriptFile(call: CxoneCall): Answer {
  const file = bodyOf(call.request, fileSchema);
  scriptNamed(call, file.fileFullName);
  return saved(call, file);
}

export function deleteScriptFile(call: CxoneCall): Answer {
  changesOf(call).removeScript(scriptNamed(call, required(call, 'fileFullName')));
  return noContent();
}

function saved(
  call: CxoneCall,
  { fileFullName, fileContent }: z.output<typeof fileSchema>,
): Answer {
  const { grant, tenants } = call;
  const changes = changesOf(call);
  changes.saveScript(fileFullName, fileContent, grant.clientId, tenants.nextId());
  return ok(viewOf(scriptNamed(call, fileFullName), false));
}

function viewOf(script: Resource, withContent: boolean): JsonObject {
  const fileFullName = nameOf(script);
  const version = versionsOf(script).at(-1);
  return {
    fileFullName,
    fileName: fileFullName.split('\\').at(-1) ?? fileFullName,
    fileSize: Buffer.byteLength(version?.content ?? ''),
    lastModifiedDate: version?.modifyDate ?? null,
    scriptId: version?.scriptId ?? null,
    ...(withContent ? { fileContent: version?.content ?? '' } : {}),
  };
}
