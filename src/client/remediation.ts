import { shellWord } from '../domain/remediation-words.js';

/**
 * The command that takes back what a terminated rollout left open: Terminate runs no code, so nothing else will.
 * In Temporal's own CLI, as in the runbook.
 */
export function remediationCommand(
  workflowId: string,
  where: { readonly taskQueue: string; readonly namespace: string },
): string {
  const name = workflowId.replace(/^rollout\//, '');
  const input = JSON.stringify({ rollout: workflowId, action: 'takeBack', by: 'YOU' });
  const namespace =
    where.namespace === 'default' ? [] : ['--namespace', shellWord(where.namespace)];
  return [
    'temporal workflow start --type remediation',
    ...namespace,
    `--task-queue ${shellWord(where.taskQueue)}`,
    `--workflow-id ${shellWord(`remediation/${name}`)}`,
    `--input ${shellWord(input)}`,
  ].join(' ');
}
