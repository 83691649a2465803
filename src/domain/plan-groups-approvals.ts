import type { Sensitivity } from './org-plan.js';
import type { ResourceGroup } from './plan-groups.js';
import { gateWord } from './policy-words.js';
import type { Policy } from './release-model.js';

/** A gate at which a rollout of the plan waits for a person. */
export interface ApprovalNeeded {
  readonly gate: string;
  /** Why it waits, a line each. */
  readonly reasons: readonly string[];
  /** What operations.yaml asks for, in words; empty: one approval by anybody will do. */
  readonly demands: readonly string[];
}

export interface ApprovalRequest {
  readonly environment: string;
  readonly gates: Policy['gates'];
  readonly changes: readonly ResourceGroup[];
  /** Changes without a known base that overwrite something. */
  readonly unbased: number;
  /** Paths that are held as they are live. */
  readonly conflicts: number;
  /** Resources that are removed when the rollout closes. */
  readonly removals?: number;
  /** Gates of the waves, the first wave's left out: nothing is before it. */
  readonly expansionGates: readonly string[];
  readonly demands?: (gate: string) => readonly string[];
}

/**
 * The gates that a rollout of a plan comes to, by the rules that the workflow goes by. Those of an emergency, and of
 * a changed policy or environment, are known only once a rollout is resolved.
 */
export function approvalsNeeded(request: ApprovalRequest): ApprovalNeeded[] {
  const { environment, gates, unbased, expansionGates, demands = () => [] } = request;
  const reasons = planReasons(request);
  const word = gateWord(gates.plan, environment);
  const isAsked = word === 'always' || (word === 'whenSensitive' && reasons.length > 0);
  const plan = reasons.length > 0 ? reasons : ['policy asks for every plan'];
  const firstContact = `${counted(unbased, 'change')} that may overwrite a person's edit`;
  const expansions = gateWord(gates.expansion, environment) === 'always' ? expansionGates : [];
  return [
    ...(unbased > 0 ? [{ gate: 'first-contact', reasons: [firstContact] }] : []),
    ...(isAsked ? [{ gate: 'plan', reasons: plan }] : []),
    ...expansions.map((gate) => ({ gate, reasons: ['policy asks for every expansion'] })),
  ].map((needed) => ({ ...needed, demands: demands(needed.gate) }));
}

function planReasons({ changes, conflicts, removals = 0 }: ApprovalRequest): string[] {
  return [
    ...sensitiveOrgs(changes).map(
      ({ sensitivity, orgs }) => `${sensitivityInWords(sensitivity)}: ${counted(orgs, 'org')}`,
    ),
    ...(conflicts > 0 ? [`conflicts: ${counted(conflicts, 'path')} held as live`] : []),
    ...(removals > 0 ? [`removals at close: ${counted(removals, 'resource')}`] : []),
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
