import type { NativeKind } from './native-store.js';

export type Action = 'view' | 'add' | 'edit' | 'delete';

/** Where a kind of resource lives, what reading and writing it takes, and what guards its writes. */
export interface Collection {
  kind: NativeKind;
  path: string;
  /** The permission without its last part: `view`, `add`, `edit` or `delete`, unless `actions` says otherwise. */
  permission: string;
  /** Last parts of the permission, any of which will do. */
  actions?: Partial<Record<Action, string[]>>;
  /**
   * `version`: a PUT carries the version it read, or is refused with 409; `directoryVersion`: with
   * 400; `none`: the last writer wins.
   */
  concurrency: 'version' | 'directoryVersion' | 'none';
  canPut: boolean;
}

const edges = '/api/v2/telephony/providers/edges';

/** The collections that all work alike. */
export const collections: Collection[] = [
  {
    kind: 'queue',
    path: '/api/v2/routing/queues',
    permission: 'routing:queue',
    concurrency: 'none',
    canPut: true,
  },
  {
    kind: 'skill',
    path: '/api/v2/routing/skills',
    permission: 'routing:skill',
    actions: { add: ['create', 'manage'], delete: ['delete', 'manage'] },
    concurrency: 'none',
    canPut: false,
  },
  {
    kind: 'wrapupCode',
    path: '/api/v2/routing/wrapupcodes',
    permission: 'routing:wrapupCode',
    concurrency: 'none',
    canPut: true,
  },
  {
    kind: 'ivr',
    path: '/api/v2/architect/ivrs',
    permission: 'routing:callRoute',
    concurrency: 'version',
    canPut: true,
  },
  {
    kind: 'schedule',
    path: '/api/v2/architect/schedules',
    permission: 'routing:schedule',
    concurrency: 'version',
    canPut: true,
  },
  {
    kind: 'scheduleGroup',
    path: '/api/v2/architect/schedulegroups',
    permission: 'routing:scheduleGroup',
    concurrency: 'version',
    canPut: true,
  },
  {
    kind: 'emergencyGroup',
    path: '/api/v2/architect/emergencygroups',
    permission: 'routing:emergencyGroup',
    concurrency: 'version',
    canPut: true,
  },
  {
    kind: 'prompt',
    path: '/api/v2/architect/prompts',
    permission: 'architect:userPrompt',
    concurrency: 'none',
    canPut: true,
  },
  {
    kind: 'datatable',
    path: '/api/v2/flows/datatables',
    permission: 'architect:datatable',
    concurrency: 'none',
    canPut: true,
  },
  {
    kind: 'trunkBaseSettings',
    path: `${edges}/trunkbasesettings`,
    permission: 'telephony:plugin',
    actions: { view: ['all'], add: ['all'], edit: ['all'], delete: ['all'] },
    concurrency: 'directoryVersion',
    canPut: true,
  },
];
