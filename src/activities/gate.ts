import {
  approvalRulesFor,
  countedApprovals,
  objectionToApproval,
  type GivenApproval,
} from '../domain/approval-rules.js';
import { statementText } from '../domain/decision-statement.js';
import { GateName, type ApprovalRule, type Operations } from '../domain/operations.js';
import { load } from '../planning/loaded.js';
import { operationsNow } from './operations-now.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities, GateApproval, GateCheck, GateInput } from './types.js';

/** A signature from the future would never expire. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export function gateActivities(deps: ActivityDeps): Pick<Activities, 'checkGate'> {
  return { checkGate: (input) => attempt(() => checkGate(deps, input)) };
}

async function checkGate(deps: ActivityDeps, input: GateInput): Promise<GateCheck> {
  const current = await operationsNow(deps.releases);
  if ('fault' in current)
    return { objection: `${current.fault}; then approve again`, approvals: [] };
  const { operations } = current;
  const { environment } = await load(deps, input.scope);
  const regions = input.orgs.flatMap((org) => environment.orgs[org]?.region ?? []);
  const rules = rulesOf(operations, input, regions);
  const nowMs = Date.now();
  const good: GivenApproval[] = [];
  const refused: string[] = [];
  for (const approval of input.approvals) {
    const why = await objectionToSignature(deps, operations, input, approval, nowMs);
    const identity = approval.signature === undefined ? 'claimed' : 'signed';
    if (why === null) good.push({ by: approval.by, identity, atMs: Date.parse(approval.at) });
    else refused.push(`${approval.by}: ${why}`);
  }
  const { requestedBy } = input;
  const context = { requestedBy, nowMs };
  const missing = objectionToApproval(rules, good, context);
  return {
    objection: missing === null ? null : [missing, ...refused].join('; '),
    approvals: countedApprovals(rules, good, context).map(({ by, identity, atMs }) => ({
      by,
      identity,
      at: new Date(atMs).toISOString(),
    })),
  };
}

/** An emergency skips the staging pass, so two people answer for it, whatever operations.yaml says. */
const EMERGENCY: ApprovalRule = {
  environment: null,
  gate: GateName.emergency,
  region: null,
  approvers: null,
  people: 2,
  signed: true,
  notTheRequester: true,
  expiresMinutes: null,
};

function rulesOf(
  operations: Operations,
  { scope, kind }: GateInput,
  regions: readonly string[],
): ApprovalRule[] {
  const { environment } = scope;
  const named = approvalRulesFor({ operations, environment, gate: kind, regions });
  return kind === GateName.emergency ? [EMERGENCY, ...named] : named;
}

/** Null for a claimed name: the rules say whether it counts. A signature that does not fit never does. */
async function objectionToSignature(
  deps: ActivityDeps,
  operations: Operations,
  input: GateInput,
  { by, at, signature, flag }: GateApproval,
  nowMs: number,
): Promise<string | null> {
  if (signature === undefined) return null;
  if (Date.parse(at) > nowMs + CLOCK_TOLERANCE_MS) return 'it was signed in the future';
  const message = statementText({
    workflowId: input.rolloutId,
    runId: input.scope.rolloutKey,
    gate: input.gate,
    planDigest: input.planDigest,
    decision: 'approve',
    by,
    ...(flag === undefined ? {} : { flag }),
    at,
  });
  const publicKeys = operations.people[by]?.sshKeys ?? [];
  return deps.signatures.objectionTo({ message, signature, publicKeys });
}
