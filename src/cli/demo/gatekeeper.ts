import { createInterface } from 'node:readline/promises';
import type { DecisionRequest, RolloutStatus } from '../../client/index.js';
import { userName } from '../commands/decision.js';

/** Decides at a gate; null: nobody decides, the rollout stays held. */
export type Gatekeeper = (status: RolloutStatus, gate: string) => Promise<DecisionRequest | null>;

/** Approves expansions, and leaves a rollout that is held for a person held. */
export const approvingGatekeeper: Gatekeeper = async (status, gate) =>
  status.state === 'awaitingApproval' ? approval(status, gate, 'demo') : null;

/** Asks the person at the terminal. */
export function askingGatekeeper(
  stop: AbortController,
  output: NodeJS.WritableStream = process.stdout,
): Gatekeeper {
  return async (status, gate) => {
    const lines = createInterface({ input: process.stdin, output });
    // While it reads lines, the terminal hands Ctrl-C to it and to nobody else.
    lines.on('SIGINT', () => stop.abort());
    try {
      for (;;) {
        const question = `  gate ${gate}: (a)pprove, (r)eject or (t)rip the breaker? [a] `;
        const answer = await lines.question(question, { signal: stop.signal });
        const decision = decisionFor(answer.trim().toLowerCase(), status, gate);
        if (decision !== null) return decision;
      }
    } catch (error) {
      // The end of the input is nobody's approval.
      if (stop.signal.aborted || isClosed(error)) return null;
      throw error;
    } finally {
      lines.close();
    }
  };
}

function decisionFor(answer: string, status: RolloutStatus, gate: string): DecisionRequest | null {
  const by = userName();
  if (answer === '' || 'approve'.startsWith(answer)) return approval(status, gate, by);
  if ('reject'.startsWith(answer)) return { decision: 'reject', gate, by };
  if ('trip'.startsWith(answer)) return { decision: 'trip', by, reason: 'tripped in the demo' };
  return null;
}

/** Whoever reads the board and approves has seen what is flagged. */
function approval({ awaiting }: RolloutStatus, gate: string, by: string): DecisionRequest {
  const flags = awaiting?.flags ?? [];
  return { decision: 'approve', gate, by, ...(flags.length === 0 ? {} : { flag: flags.join() }) };
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_USE_AFTER_CLOSE';
}
