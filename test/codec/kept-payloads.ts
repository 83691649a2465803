import type { Client } from '@temporalio/client';

/** A payload as the server keeps it, and where. */
export interface KeptPayload {
  /** Names of the fields that lead to it, such as `history.events.….input`. */
  readonly place: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly text: string;
  /** As the codec server's protocol has it. */
  readonly json: { readonly metadata: Record<string, string>; readonly data: string };
}

/** All payloads of all workflows on a server: histories, memos, user metadata. */
export async function keptPayloads(raw: Client): Promise<KeptPayload[]> {
  const found: KeptPayload[] = [];
  const { namespace } = raw.options;
  // Not by the client's own list: it decodes memos.
  const { executions } = await raw.workflowService.listWorkflowExecutions({
    namespace,
    pageSize: 1_000,
  });
  for (const { execution } of executions) {
    const { workflowId, runId } = execution ?? {};
    if (workflowId == null || runId == null) throw new Error('an execution without ids');
    const handle = raw.workflow.getHandle(workflowId, runId);
    walk(await handle.fetchHistory(), 'history', found);
    const described = await raw.workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId, runId },
    });
    walk(described, 'description', found);
  }
  return found;
}

function walk(value: unknown, place: string, found: KeptPayload[]): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (isPayload(value)) found.push(payloadOf(value, place));
  else for (const [name, inner] of Object.entries(value)) walk(inner, `${place}.${name}`, found);
}

interface RawPayload {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data?: Uint8Array | null;
}

function isPayload(value: object): value is RawPayload {
  const { metadata } = value as { metadata?: { encoding?: unknown } | null };
  return metadata?.encoding instanceof Uint8Array;
}

function payloadOf({ metadata, data }: RawPayload, place: string): KeptPayload {
  const each = (form: BufferEncoding): Record<string, string> =>
    Object.fromEntries(
      Object.entries(metadata).map(([name, bytes]) => [name, Buffer.from(bytes).toString(form)]),
    );
  const bytes = Buffer.from(data ?? []);
  return {
    place: place.replaceAll(/\.\d+\b/g, ''),
    metadata: each('utf8'),
    text: bytes.toString('latin1'),
    json: { metadata: each('base64'), data: bytes.toString('base64') },
  };
}
