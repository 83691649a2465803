import type { Sensitivity } from './org-plan.js';
import type { ResourceGroup } from './plan-groups.js';
import type { Policy } from './release-model.js';

/** A gate at which a rollout of the plan waits for a person. */
export interface ApprovalNeeded {
  readonly gate: string;
  /** Why it waits, a line each. */
  readonly reasons: readonly string[];
  /** Who may approve, where operations tell; empty: nobody in particular. */
  readonly approvers: readonly string[];
}

export interface ApprovalRequest {
  readonly gates: Policy['gates'];
  readonly changes: readonly ResourceGroup[];
  /** Changes without a known base that overwrite something. */
  readonly unbased: number;
  /** Paths that are held as they are live. */
  readonly conflicts: number;
  /** Gates of the waves, the first wave's left out: nothing is before it. */
  readonly expansionGates: readonly string[];
  readonly approvers?: (gate: string) => readonly string[];
}

/** The gates that a rollout of a plan comes to, by the rules that the workflow goes by. */
export function approvalsNeeded(request: ApprovalRequest): ApprovalNeeded[] {
  const { gates, expansionGates, approvers = () => [] } = request;
  const reasons = planReasons(request);
  const asks =
    (gates.plan === 'always' || reasons.length > 0) &&
    !(gates.plan === 'never' && request.unbased === 0);
  const plan = reasons.length > 0 ? reasons : ['policy asks for every plan'];
  return [
    ...(asks ? [{ gate: 'plan', reasons: plan, approvers: approvers('plan') }] : []),
    ...(gates.expansion === 'always' ? expansionGates : []).map((gate) => ({
      gate,
      reasons: ['policy asks for every expansion'],
      approvers: approvers(gate),
    })),
  ];
}

function planReasons({ changes, unbased, conflicts }: ApprovalRequest): string[] {
  return [
    ...sensitiveOrgs(changes).map(
      ({ sensitivity, orgs }) => `${sensitivityInWords(sensitivity)}: ${counted(orgs, 'org')}`,
    ),
    ...(unbased > 0
      ? [`first contact: ${counted(unbased, 'change')} that may overwrite a person's edit`]
      : []),
    ...(conflicts > 0 ? [`conflicts: ${counted(conflicts, 'path')} held as live`] : []),
  ];
}

/** How many orgs each kind of sensitive change concerns. */
export function sensitiveOrgs(
  changes: readonly ResourceGroup[],
): { sensitivity: Sensitivity; orgs: number }[] {
  const orgs = new Map<Sensitivity, Set<string>>();
  for (const change of changes)
    for (const sensitivity of change.sensitive)
      orgs.set(sensitivity, new Set([...(orgs.get(sensitivity) ?? []), ...change.orgs]));
  return [...orgs].map(([sensitivity, names]) => ({ sensitivity, orgs: names.size }));
}

/** `routing weights`. */
export function sensitivityInWords(sensitivity: Sensitivity): string {
  return sensitivity.replaceAll('_', ' ');
}

/** `1 org`, `4 orgs`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
