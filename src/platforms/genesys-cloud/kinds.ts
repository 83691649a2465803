import type { JsonObject } from '../../domain/json.js';
import { ResourceKind } from '../../domain/resource.js';
import type { KindDeclaration } from '../port.js';
import { UNGUARDED } from '../unguarded.js';
import { withLanguages } from './prompt-languages.js';

export type Action = 'view' | 'add' | 'edit' | 'delete';

/** Where a kind lives, what it takes to change it, and what guards its writes. */
export interface Collection {
  readonly path: string;
  /** The permission without its last part, which is the action unless `actions` says otherwise. */
  readonly permission: string;
  readonly actions?: Readonly<Partial<Record<Action, string>>>;
  readonly declaration: KindDeclaration;
  /** Asked for along with each resource, so that it tells all. */
  readonly query?: Readonly<Record<string, string>>;
  /** The same for lists. */
  readonly listQuery?: Readonly<Record<string, string>>;
  /** What a deletion says along with the id. */
  readonly removeQuery?: Readonly<Record<string, string>>;
  /** Members that the platform writes, or that live elsewhere. */
  readonly readOnly?: readonly string[];
  /** A member with a list of values each of which one resource has at a time. */
  readonly exclusive?: string;
  /** Brings what the platform tells into the shape that a body has. Absent: it is that already. */
  readonly shaped?: <Entity extends JsonObject>(entity: Entity) => Entity;
  /** What dependency tracking calls it; absent where it tells nothing of who uses one. */
  readonly objectType?: string;
}

const INACTIVE: JsonObject = { state: 'inactive' };
const VERSIONED: KindDeclaration = { ...UNGUARDED, concurrency: 'version', off: INACTIVE };

/** Flows: by lock and job, and their lists do not tell what they do. */
const FLOW: KindDeclaration = {
  ...UNGUARDED,
  concurrency: 'lock',
  write: 'job',
  rollback: 'republishVersion',
  lists: 'names',
  names: ['queue', 'data_table', 'prompt', 'skill', 'wrapup_code', 'flow'],
};

/** A row goes by its table. */
const ROW: KindDeclaration = { ...UNGUARDED, names: ['data_table'] };

export const FLOWS_PATH = '/api/v2/flows';
export const TRACKING_PERMISSION = 'architect:dependencyTracking:view';

/** The data tables, whose rows are the strategies. */
export const TABLES: Collection = {
  path: '/api/v2/flows/datatables',
  permission: 'architect:datatable',
  declaration: UNGUARDED,
  query: { expand: 'schema' },
  listQuery: { expand: 'schema' },
  objectType: 'DATATABLE',
};

const LANGUAGES = { includeResources: 'true', includeMediaUris: 'true' };

/** Prompts, as far as they work like the others: each language is a resource of its own, which a PUT does not touch. */
export const PROMPTS: Collection = {
  path: '/api/v2/architect/prompts',
  permission: 'architect:userPrompt',
  declaration: UNGUARDED,
  query: LANGUAGES,
  listQuery: LANGUAGES,
  removeQuery: { allResources: 'true' },
  readOnly: ['currentOperation'],
  shaped: withLanguages,
  objectType: 'USERPROMPT',
};

/** The kinds whose resources all work alike. */
export const COLLECTIONS: Readonly<Partial<Record<ResourceKind, Collection>>> = {
  queue: {
    path: '/api/v2/routing/queues',
    permission: 'routing:queue',
    declaration: UNGUARDED,
    readOnly: ['memberCount', 'userMemberCount', 'joinedMemberCount'],
    objectType: 'QUEUE',
  },
  trunk: {
    path: '/api/v2/telephony/providers/edges/trunkbasesettings',
    permission: 'telephony:plugin',
    // There is no other for any of the platform's trunks, to read them included.
    actions: { view: 'all', add: 'all', edit: 'all', delete: 'all' },
    declaration: VERSIONED,
    listQuery: { expand: 'properties' },
  },
  ivr: {
    path: '/api/v2/architect/ivrs',
    permission: 'routing:callRoute',
    declaration: VERSIONED,
    exclusive: 'dnis',
  },
  schedule: {
    path: '/api/v2/architect/schedules',
    permission: 'routing:schedule',
    declaration: VERSIONED,
    objectType: 'SCHEDULE',
  },
  schedule_group: {
    path: '/api/v2/architect/schedulegroups',
    permission: 'routing:scheduleGroup',
    declaration: VERSIONED,
    objectType: 'SCHEDULEGROUP',
  },
  emergency_group: {
    path: '/api/v2/architect/emergencygroups',
    permission: 'routing:emergencyGroup',
    declaration: VERSIONED,
    objectType: 'EMERGENCYGROUP',
  },
  data_table: TABLES,
  prompt: PROMPTS,
  skill: {
    path: '/api/v2/routing/skills',
    permission: 'routing:skill',
    actions: { add: 'create' },
    declaration: { ...UNGUARDED, write: 'createOnly' },
    objectType: 'ACDSKILL',
  },
  wrapup_code: {
    path: '/api/v2/routing/wrapupcodes',
    permission: 'routing:wrapupCode',
    declaration: UNGUARDED,
    objectType: 'ACDWRAPUPCODE',
  },
};

/** Null where Genesys Cloud has no such kind. */
export function declares(kind: ResourceKind): KindDeclaration | null {
  if (kind === ResourceKind.flow) return FLOW;
  // A row of a data table that holds weights: the lever of traffic that needs no flow to be published.
  if (kind === ResourceKind.strategy) return ROW;
  return COLLECTIONS[kind]?.declaration ?? null;
}
