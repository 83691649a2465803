import type { AgentGroupStaffing } from '../world-file.js';
import type { Demand } from './demand.js';

/** Agents of one queue who are alike: the same skills, the same pace, the same shifts. */
export class AgentGroup {
  readonly skills: readonly string[];
  readonly handleMs: number;
  readonly wrapUpMs: number;
  /** How many are logged on; fewer than are busy when a shift ends in the middle of their calls. */
  onQueue: number;
  /** On a call or in wrap-up. */
  busy = 0;
  wrappingUp = 0;

  constructor(staffing: AgentGroupStaffing) {
    this.skills = staffing.skills;
    this.handleMs = staffing.handleSeconds * 1000;
    this.wrapUpMs = staffing.wrapUpSeconds * 1000;
    this.onQueue = staffing.agents;
  }

  get hasFreeAgent(): boolean {
    return this.busy < this.onQueue;
  }

  canServe(demand: Demand): boolean {
    return demand.skills.every((skill) => this.skills.includes(skill));
  }
}
