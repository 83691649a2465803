import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import { ResourceKind, type LiveResource } from '../../domain/resource.js';

const record = z.record(z.string(), z.json());
/** A script as Studio has it. Other sections than these there may be. */
export const contentSchema = z
  .object({
    header: record.default({}),
    actions: record,
    properties: record.default({}),
    branches: record.default({}),
  })
  .catchall(z.json());
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
  const { header, ...sections } = content;
  const own = Object.entries(header).filter(([name]) => !READ_ONLY.has(name));
  return {
    kind: ResourceKind.flow,
    id: path,
    name: path,
    body: {
      // Also those that nobody told of: a save without them would lose them.
      ...sections,
      name: path,
      ...(own.length === 0 ? {} : { header: Object.fromEntries(own) }),
    },
    version: null,
    enabled: true,
  };
}

/** The first member of a header that a body asks for, and that only the platform writes; null where there is none. */
export function foreignHeader({ header = {} }: JsonObject): string | null {
  return (
    Object.keys(isJsonObject(header) ? header : {}).find((name) => READ_ONLY.has(name)) ?? null
  );
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

const lockSchema = z.object({
  lockedId: z.union([z.string(), z.number()]).nullish(),
  lockedName: z.string().nullish(),
});

/** Who has a script open in Studio; null where nobody has. A lock that cannot be read is one. */
export function holderOf({ header }: Pick<ScriptContent, 'header'>): string | null {
  const { lockInfo = null } = header;
  if (lockInfo === null || lockInfo === '') return null;
  const { success, data = {} } = lockSchema.safeParse(lockInfo);
  if (!success) return 'somebody';
  const { lockedId, lockedName } = data;
  if ([null, undefined, '', 0, '0'].includes(lockedId) && (lockedName ?? '') === '') return null;
  return (lockedName ?? '') === '' ? String(lockedId) : (lockedName ?? null);
}
