import type { OrgPlan } from '../domain/org-plan.js';
import type { CallOptions, OrgClient } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import type { Loaded } from '../planning/loaded.js';

/** What the steps of one attempt on one org share. */
export interface OrgWork {
  readonly deps: ActivityDeps;
  readonly loaded: Loaded;
  /** As recorded before the first write; nothing else is applied or taken back. */
  readonly plan: OrgPlan;
  readonly client: OrgClient;
  readonly options: CallOptions;
}
