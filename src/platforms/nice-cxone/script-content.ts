import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { ResourceKind, type LiveResource } from '../../domain/resource.js';

const record = z.record(z.string(), z.json());
/** A script as Studio has it. Other members than these there may be. */
export const contentSchema = z.looseObject({
  header: record.default({}),
  actions: record,
  properties: record.default({}),
  branches: record.default({}),
});
export type ScriptContent = z.infer<typeof contentSchema>;

/** What the platform writes into a header by itself. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'scriptName',
  'masterId',
  'libraryId',
  'busNo',
  'lockInfo',
  'status',
  'lastSavedIn',
  'timestamp',
]);

/** A script by its whole path, which every save keeps; the number of a script is that of one save. */
export function liveScript(path: string, content: ScriptContent): LiveResource {
  const { header, actions, properties, branches } = content;
  const own = Object.entries(header).filter(([name]) => !READ_ONLY.has(name));
  return {
    kind: ResourceKind.flow,
    id: path,
    name: path,
    body: {
      name: path,
      ...(own.length === 0 ? {} : { header: Object.fromEntries(own) }),
      actions,
      properties,
      branches,
    },
    version: null,
    enabled: true,
  };
}

/** What is saved: a body, under what the platform wrote into the header of the save before. */
export function contentOf(body: JsonObject, before: JsonObject): JsonObject {
  const { name = null, header = {}, ...sections } = body;
  const kept = Object.entries(before).filter(([member]) => READ_ONLY.has(member));
  return {
    ...sections,
    header: { ...Object.fromEntries(kept), ...(header as JsonObject), scriptName: name },
  };
}

/** Who has a script open in Studio; null where nobody has. */
export function holderOf({ header }: ScriptContent): string | null {
  const lock = z.object({ lockedId: z.string(), lockedName: z.string().optional() });
  const { success, data } = lock.safeParse(header['lockInfo']);
  if (!success || data.lockedId === '') return null;
  return data.lockedName ?? data.lockedId;
}
