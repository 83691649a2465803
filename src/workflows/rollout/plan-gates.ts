import { GateName } from '../../domain/operations.js';
import { passGate } from './gate.js';
import type { GateToPass } from './passed-gate.js';
import { flagsOf, isAsked } from './plan-concerns.js';
import { orgsOf } from './record.js';
import type { Run } from './run.js';
import { THEN } from './supersede.js';

type PlanGate = Omit<GateToPass, 'orgs'>;

/** The gates before the first write, one after the other: each has approvers and reasons of its own. */
export async function passPlanGates(run: Run): Promise<void> {
  const orgs = run.plan.waves.flatMap(orgsOf);
  if (orgs.length > 0) {
    for (const gate of gatesOf(run)) await passGate(run, { ...gate, orgs });
    return;
  }
  // Nothing will be written, so there is nothing to approve but the policy: what this release brings is what the
  // next one's policy is compared with, and who looked at none of them would never be asked.
  for (const gate of policyGate(run)) await passGate(run, { ...gate, orgs: run.plan.unchanged });
}

function gatesOf(run: Run): PlanGate[] {
  return [...emergencyGate(run), ...changeGates(run), ...firstContactGate(run), ...planGate(run)];
}

function emergencyGate({ input }: Run): PlanGate[] {
  if (!input.emergency) return [];
  const what = 'two people to answer for an emergency';
  return [
    {
      name: 'emergency',
      kind: GateName.emergency,
      what,
      flags: [input.reason ?? 'no reason', ...supersedes(input)],
    },
  ];
}

function supersedes({ supersede, supersedeThen }: Run['input']): string[] {
  return supersede === undefined ? [] : [`it supersedes ${supersede}: ${THEN[supersedeThen]}`];
}

/** What the release digest does not cover, and what changes the rules themselves. */
function changeGates(run: Run): PlanGate[] {
  const { environmentChanges } = run.resolved;
  if (environmentChanges.length === 0) return policyGate(run);
  const what = 'approval of what changed in environments/ since the release passed before';
  const kind = GateName.environmentChange;
  return [
    { name: 'environment-change', kind, what, flags: environmentChanges },
    ...policyGate(run),
  ];
}

function policyGate({ resolved: { policyChanges } }: Run): PlanGate[] {
  if (policyChanges.length === 0) return [];
  const what = 'approval of a policy other than the one of the release before';
  return [{ name: 'policy-change', kind: GateName.policyChange, what, flags: policyChanges }];
}

/** Whatever policy says: what may be a person's edit is never overwritten silently. */
function firstContactGate({ plan }: Run): PlanGate[] {
  if (plan.unbased === 0) return [];
  const flag = `${plan.unbased} change(s) without a known base: no one can tell a person's edit`;
  const what = 'approval of overwriting what Rollcall has not written';
  return [{ name: 'first-contact', kind: GateName.firstContact, what, flags: [flag] }];
}

function planGate(run: Run): PlanGate[] {
  const flags = flagsOf(run.plan);
  if (!isAsked(run, flags)) return [];
  return [{ name: 'plan', kind: GateName.plan, what: 'approval of the plan', flags }];
}
