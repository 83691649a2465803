import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { RollcallError, statusOf, type DecisionRequest } from '../client/index.js';
import { SIGNATURE_NAMESPACE, statementText } from '../domain/decision-statement.js';

type ApprovalRequest = Extract<DecisionRequest, { decision: 'approve' }>;

export interface ToSign {
  readonly workflowId: string;
  readonly gate: string;
  readonly by: string;
  /** The plan that the approver has read; where given, it has to be the current one. */
  readonly planDigest?: string;
  readonly note?: string;
  readonly flag?: string;
  /** When it was decided. Default: now. */
  readonly at?: Date;
  /** File of an SSH key, private or (with an agent) public. */
  readonly key: string | null;
}

/** An approval with the approver's SSH signature over rollout, run, gate, plan and decision. */
export async function signedApproval(client: Client, request: ToSign): Promise<ApprovalRequest> {
  const { workflowId, gate, by, note, flag } = request;
  const status = await statusOf(client, workflowId);
  const planDigest = status.planDigest ?? '';
  if (request.planDigest !== undefined && !planDigest.startsWith(request.planDigest))
    throw new RollcallError(
      'refused',
      `you name plan ${request.planDigest}, the current one is ${planDigest.slice(0, 12)}: read it anew`,
    );
  const at = (request.at ?? new Date()).toISOString();
  const named = flag === undefined ? {} : { flag };
  const statement = { workflowId, runId: status.rolloutKey, gate, planDigest, by, at, ...named };
  const signature = await sign(
    statementText({ ...statement, decision: 'approve' }),
    request.key ?? path.join(homedir(), '.ssh', 'id_ed25519'),
  );
  const noted = note === undefined ? {} : { note };
  return { decision: 'approve', gate, by, planDigest, at, signature, ...named, ...noted };
}

/** By OpenSSH, which asks for passphrases, talks to agents and to hardware keys. */
function sign(text: string, key: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['-Y', 'sign', '-q', '-n', SIGNATURE_NAMESPACE, '-f', key];
    const child = spawn('ssh-keygen', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let signature = '';
    child.stdout.on('data', (chunk: Buffer) => {
      signature += chunk.toString('utf8');
    });
    child.on('error', (error) =>
      reject(new RollcallError('refused', `ssh-keygen could not be run: ${error.message}`)),
    );
    child.on('close', (code) => {
      if (code === 0 && signature !== '') resolve(signature);
      else reject(new RollcallError('refused', `${key} did not sign: see what ssh-keygen says`));
    });
    // It may have ended without reading, with a reason of its own.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
