import type { JsonObject } from './json.js';

/** The kinds of resources that a component may name. A platform has those that its adapter declares. */
export const ResourceKind = {
  flow: 'flow',
  strategy: 'strategy',
  queue: 'queue',
  trunk: 'trunk',
  languagePack: 'language_pack',
  directory: 'directory',
  reporting: 'reporting',
  ivr: 'ivr',
  schedule: 'schedule',
  scheduleGroup: 'schedule_group',
  emergencyGroup: 'emergency_group',
  dataTable: 'data_table',
  prompt: 'prompt',
  skill: 'skill',
  wrapupCode: 'wrapup_code',
  hoursOfOperation: 'hours_of_operation',
  pointOfContact: 'point_of_contact',
} as const;
export type ResourceKind = (typeof ResourceKind)[keyof typeof ResourceKind];

/**
 * Environment-agnostic name of a managed resource: `<group>/<kind>/<name>`, for example
 * `global_shared/queue/global_support`. Each org of the group has its own resource under it.
 */
export type ResourceKey = string;

/** A managed resource as a platform holds it now. */
export interface LiveResource {
  readonly kind: ResourceKind;
  /** The platform's own id in that org. */
  readonly id: string;
  readonly name: string;
  /** The whole body, without the `id` member. */
  readonly body: JsonObject;
  /** What a conditional write names: an ETag, or a version as text. Null where there is none. */
  readonly version: string | null;
  /** False when the platform says that it is switched off. */
  readonly enabled: boolean;
}
