/** What a signature of a decision covers. */
export interface DecisionStatement {
  readonly workflowId: string;
  /** The rollout's first run id. */
  readonly runId: string;
  readonly gate: string;
  /** The whole digest of the plan that is approved. */
  readonly planDigest: string;
  readonly decision: 'approve';
  readonly by: string;
  /** As the approval names them. Absent: none. */
  readonly flag?: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The namespace of Rollcall's SSH signatures: one made for something else never counts here. */
export const SIGNATURE_NAMESPACE = 'rollcall';

/**
 * The text that is signed: one line a member, in this order, with a final newline. It names rollout, run and plan,
 * so that it is of no use for another gate, another run of the same id, or another plan.
 */
export function statementText(statement: DecisionStatement): string {
  const { workflowId, runId, gate, planDigest, decision, by, flag, at } = statement;
  const named = flag === undefined ? {} : { flag };
  const about = { workflow: workflowId, run: runId, gate, plan: planDigest };
  const members = { ...about, decision, by, ...named, at };
  const lines = Object.entries(members).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return ['rollcall decision 1', ...lines, ''].join('\n');
}
