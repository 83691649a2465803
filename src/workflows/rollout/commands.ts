import { workflowInfo } from '@temporalio/workflow';
import { quoted } from '../../domain/remediation-words.js';

/** The exact commands that the board shows: the bare Temporal CLI, since an operator may have nothing else. */
function signal(workflowId: string, name: string, input: Record<string, string>): string {
  const where = inNamespace();
  return `temporal workflow signal${where} --workflow-id ${quoted(workflowId)} --name ${name} --input ${quoted(JSON.stringify(input))}`;
}

function inNamespace(): string {
  const { namespace } = workflowInfo();
  return namespace === 'default' ? '' : ` --namespace ${quoted(namespace)}`;
}

/** With a plan, the approval counts for no other one. `flags`: what it has to name. */
export function approveCommand(
  workflowId: string,
  gate: string,
  planDigest?: string,
  flags: readonly string[] = [],
): string {
  const plan = planDigest === undefined ? {} : { planDigest: planDigest.slice(0, 12) };
  const named = flags.length === 0 ? {} : { flag: flags.join(',') };
  return signal(workflowId, 'approve', { gate, by: 'YOU', ...named, ...plan });
}

/** Of a gate that asks why. */
export function approveWithReasonCommand(workflowId: string, gate: string): string {
  return signal(workflowId, 'approve', { gate, by: 'YOU', reason: 'WHY' });
}

export function rejectCommand(workflowId: string, gate: string): string {
  return signal(workflowId, 'reject', { gate, by: 'YOU', reason: 'WHY' });
}

export function tripCommand(workflowId: string): string {
  return signal(workflowId, 'tripBreaker', { by: 'YOU', reason: 'WHY' });
}

export function resumeCommand(workflowId: string): string {
  return signal(workflowId, 'resume', { by: 'YOU' });
}

export function releaseLineCommand(): string {
  const { taskQueue } = workflowInfo();
  const input = JSON.stringify({ action: 'release', by: 'YOU' });
  return `temporal workflow start${inNamespace()} --type line --task-queue '${taskQueue}' --input '${input}'`;
}
