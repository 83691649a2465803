/** Address of a workflow's page in Temporal's Web UI. */
export function webUiLink(
  webUiUrl: string,
  target: { namespace: string; workflowId: string; runId?: string },
): string {
  const parts = ['namespaces', target.namespace, 'workflows', target.workflowId];
  if (target.runId !== undefined) parts.push(target.runId, 'history');
  return `${webUiUrl.replace(/\/+$/, '')}/${parts.map(encodeURIComponent).join('/')}`;
}
