import { stringify } from 'yaml';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { OrgBinding, PlatformName } from '../../domain/release-model.js';
import type { ResourceKind } from '../../domain/resource.js';
import type { WorldFile } from '../../simulator/world-file.js';
import type { Furnished, StaffedOrg } from './staffing.js';
import { textOf } from './text-of.js';

type Native = NonNullable<WorldFile['orgs'][number]['native']>;
type Resources = StaffedOrg['resources'];

/** An org's resources as its vendor has them: how a world file takes what the guide's contract does not have. */
export function nativeOf(
  { platform, realOrgId }: Pick<OrgBinding, 'platform' | 'realOrgId'>,
  resources: Resources,
): Native {
  return NATIVES[platform](resources, realOrgId);
}

const NATIVES: Readonly<Record<PlatformName, (resources: Resources, realOrgId: string) => Native>> =
  { guide: () => ({}), 'genesys-cloud': genesysCloud, 'nice-cxone': niceCxone };

/** What the simulator calls the kinds that it has as they are. */
const GENESYS_KINDS: Readonly<Partial<Record<ResourceKind, string>>> = {
  queue: 'queue',
  ivr: 'ivr',
  schedule: 'schedule',
  schedule_group: 'scheduleGroup',
  emergency_group: 'emergencyGroup',
  trunk: 'trunkBaseSettings',
  skill: 'skill',
  wrapup_code: 'wrapupCode',
};

function genesysCloud(resources: Resources): Native {
  const native: Native = {};
  for (const [kind, called] of Object.entries(GENESYS_KINDS))
    native[called] = [...(resources[kind as ResourceKind] ?? [])];
  // A template names a language by its id alone.
  native['prompt'] = (resources.prompt ?? []).map(({ resources: languages = [], ...prompt }) => ({
    ...prompt,
    resources: (Array.isArray(languages) ? languages.filter(isJsonObject) : []).map(
      ({ id: language = null, ...texts }) => ({ language, ...texts }),
    ),
  }));
  native['datatable'] = (resources.data_table ?? []).map((table) => ({
    ...table,
    rows: (resources.strategy ?? []).flatMap((row) => rowOf(row, textOf(table['name']))),
  }));
  native['flow'] = (resources.flow ?? []).map(({ id, name = null, ...document }) => ({
    id,
    name,
    yaml: stringify(withName(document, name), { lineWidth: 0 }),
  }));
  return native;
}

/** A strategy is a row: `<table>/<key>`. */
function rowOf(row: Furnished, table: string): JsonObject[] {
  const { name } = row;
  const isOurs = typeof name === 'string' && name.startsWith(`${table}/`);
  if (!isOurs) return [];
  const columns = Object.entries(row).filter(([member]) => member !== 'id' && member !== 'name');
  return [{ ...Object.fromEntries(columns), key: name.slice(table.length + 1) }];
}

/** The section of a flow has its name, too. */
function withName(document: JsonObject, name: Furnished[string]): JsonObject {
  return Object.fromEntries(
    Object.entries(document).map(([type, section]) => [
      type,
      isJsonObject(section) ? { ...section, name: name ?? null } : section,
    ]),
  );
}

/** Numbers that callers dial; any will do. */
const FIRST_NUMBER = 18_005_550_100;

function niceCxone(resources: Resources, realOrgId: string): Native {
  return {
    tenant: [{ id: realOrgId }],
    skill: (resources.queue ?? []).map(({ name = null, ...skill }) => ({
      ...skill,
      skillName: name,
    })),
    script: (resources.flow ?? []).map(({ id, name = null, ...content }) => ({
      id,
      scriptName: name,
      content: { header: { scriptName: name }, ...content },
    })),
    point_of_contact: (resources.point_of_contact ?? []).map(
      ({ name = null, skillId = null, ...point }, at) => ({
        contactAddress: `+${FIRST_NUMBER + at}`,
        ...point,
        contactDescription: name,
        defaultSkillId: Number(skillId),
      }),
    ),
    hours_of_operation: (resources.hours_of_operation ?? []).map(({ name = null, ...hours }) => ({
      ...hours,
      hoursOfOperationProfileName: name,
    })),
  };
}
