/** Workflow types, ids and names: built here and nowhere else. */

export const DEFAULT_TASK_QUEUE = 'rollcall';

export const WorkflowType = {
  rollout: 'rollout',
  rolloutGroup: 'rolloutGroup',
  orgDeployment: 'orgDeployment',
  observation: 'observation',
  balancing: 'balancing',
  remediation: 'remediation',
  drift: 'drift',
  line: 'line',
} as const;

/** What people would type for a rollout; nothing relies on it. */
export function rolloutId(environment: string, release: string): string {
  return `rollout/${environment}/${release}`;
}

/** One a wave and group of one rollout. `rolloutKey` is the rollout's first run id. */
export function rolloutGroupId(rolloutKey: string, wave: number, group: string): string {
  return `group/${rolloutKey}/${wave}/${group}`;
}

/** True for the id of a rollout's group; else whoever talks to an org is a remediation. */
export function isGroupId(workflowId: string): boolean {
  return workflowId.startsWith('group/');
}

/** One writer per org, whoever started it. */
export function orgDeploymentId(platform: string, realOrgId: string): string {
  return `org/${platform}/${realOrgId}`;
}

export function observationId(rolloutKey: string, name: string): string {
  return `observation/${rolloutKey}/${name}`;
}

/** Follows the agents of one org; `count`: the how many-th of the rollout's in that org, from 1. */
export function balancingId(rolloutKey: string, org: string, count: number): string {
  return `balancing/${rolloutKey}/${org}${count === 1 ? '' : `/${count}`}`;
}

/** The gate of an org's question, the first, the second …; no org's name has a point in it. */
export function trafficGate(org: string, question: number): string {
  return `traffic-${org}${question === 1 ? '' : `.${question}`}`;
}

/** Search attributes that the worker registers. */
export const SearchAttribute = {
  state: 'RollcallState',
  environment: 'RollcallEnvironment',
  release: 'RollcallRelease',
  awaiting: 'RollcallAwaiting',
} as const;
