import type { Client } from '@temporalio/client';
import {
  hasEnded,
  hasWorkers,
  RollcallError,
  startRollout,
  waitForEnd,
  waitUntilResolved,
  webUiLink,
  type RolloutEnd,
  type RolloutRequest,
  type RolloutStatus,
  type StartedRollout,
} from '../client/index.js';
import { printJson, withClient, type Context } from './context.js';
import { ExitCode, exitCodeOf } from './exit-code.js';
import { follow } from './follow.js';
import { renderEnd, renderRemedy } from './render/end.js';

export interface StartRequest {
  readonly request: RolloutRequest;
  readonly workflowId: string | null;
  readonly wait: 'gate' | 'end' | null;
  readonly json: boolean;
}

/** Starts a rollout, says how to follow it, and waits as far as asked. */
export async function startAndWait(context: Context, start: StartRequest): Promise<ExitCode> {
  return withClient(async (client) => {
    const { taskQueue } = context.settings;
    const askedAtMs = Date.now();
    const started = await startRollout(client, start.request, {
      taskQueue,
      ...(start.workflowId === null ? {} : { workflowId: start.workflowId }),
    });
    await traceStart(context, started, askedAtMs);
    const status = await resolved(client, started.workflowId, taskQueue);
    if (!(await hasEnded(client, started.workflowId))) {
      introduce(context, client, started, start.json);
      if (start.wait === null) return pending(context, started, status, start.json);
      const last = await followStarted(context, client, started, start);
      if (last !== null && waitsForPerson(last) && !(await hasEnded(client, started.workflowId))) {
        pending(context, started, last, start.json);
        return ExitCode.gateWaits;
      }
    }
    const end = await waitForEnd(client, started.workflowId);
    return ended(context, client, started, end, start.json);
  });
}

/** With traces on, the start is the first span of the rollout's trace. */
async function traceStart(
  { settings, terminal }: Context,
  { runId, workflowId }: StartedRollout,
  askedAtMs: number,
): Promise<void> {
  const { tracesUrl: url } = settings;
  if (url === null) return;
  // Loaded here only: most starts are not traced.
  const { createTracing } = await import('../observability/tracing.js');
  const say = (_: string, message: string): void => terminal.err(`rollcall: ${message}`);
  const tracing = createTracing({ url, service: 'rollcall-cli', say });
  tracing.started(runId, workflowId, askedAtMs);
  await tracing.shutdown();
}

const waitsForPerson = (status: RolloutStatus): boolean =>
  status.state === 'awaitingApproval' || status.state === 'held';

const WORKER_PATIENCE_MS = 10_000;

// Without a worker nothing would ever answer, and CI would hang instead of telling anyone.
async function resolved(
  client: Client,
  workflowId: string,
  taskQueue: string,
): Promise<RolloutStatus | null> {
  const impatience = new AbortController();
  const timer = setTimeout(() => {
    void hasWorkers(client, taskQueue).then((found) => {
      if (!found) impatience.abort();
    });
  }, WORKER_PATIENCE_MS);
  try {
    const status = await waitUntilResolved(client, workflowId, { signal: impatience.signal });
    if (!impatience.signal.aborted || status !== null) return status;
  } finally {
    clearTimeout(timer);
  }
  throw new RollcallError(
    'noWorker',
    `${workflowId} is started, but no worker serves the task queue ${taskQueue}: run one with: rollcall worker`,
  );
}

function followStarted(
  context: Context,
  client: Client,
  started: StartedRollout,
  start: StartRequest,
): Promise<RolloutStatus | null> {
  return follow(context, client, started.workflowId, {
    show: start.json ? 'lines' : 'people',
    ...(start.wait === 'gate' ? { until: waitsForPerson } : {}),
  });
}

function introduce(context: Context, client: Client, started: StartedRollout, json: boolean): void {
  const print = json ? context.terminal.err : context.terminal.out;
  const { workflowId } = started;
  print(`Started  ${workflowId}`);
  const link = linkTo(context, started, client.options.namespace);
  if (link !== null) print(`Web UI   ${link}`);
  print(`Next     rollcall watch ${workflowId}`);
  print(`         rollcall status ${workflowId}`);
  print(`         rollcall trip ${workflowId}    (takes it back)`);
}

function linkTo(context: Context, started: StartedRollout, namespace: string): string | null {
  const { webUiUrl } = context.settings;
  return webUiUrl === null ? null : webUiLink(webUiUrl, { namespace, ...started });
}

function pending(
  context: Context,
  started: StartedRollout,
  status: RolloutStatus | null,
  json: boolean,
): ExitCode {
  if (json) printJson(context, { ...started, outcome: null, status });
  return ExitCode.succeeded;
}

function ended(
  context: Context,
  client: Client,
  started: StartedRollout,
  end: RolloutEnd,
  json: boolean,
): ExitCode {
  const exitCode = exitCodeOf(end);
  const print =
    exitCode === ExitCode.succeeded && !json ? context.terminal.out : context.terminal.err;
  const { workflowId } = started;
  const where = { taskQueue: context.settings.taskQueue, namespace: client.options.namespace };
  for (const line of [...renderEnd(end), ...renderRemedy(workflowId, end, where)]) print(line);
  if (json) {
    const outcome = end.kind === 'finished' ? end.summary.outcome : 'failed';
    printJson(context, { ...started, outcome, end });
  }
  return exitCode;
}
