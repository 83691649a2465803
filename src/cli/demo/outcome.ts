import type { Client } from '@temporalio/client';
import type { OrgCounts, RolloutOutcome } from '../../client/index.js';
import type { Played } from './play.js';
import { readJournal } from './simulator-control.js';

/** What `rollcall demo --json` prints last. */
export interface DemoOutcome {
  readonly outcome: 'succeeded' | 'rolledBack' | 'held' | 'failed';
  readonly orgs: OrgCounts;
  readonly waves: number;
  /** Writes that changed something, by Rollcall's own clients, in the simulator's own journal. */
  readonly writes: number;
  readonly largestHistoryEvents: number;
  readonly durationMs: number;
}

const noOrgs: OrgCounts = { completed: 0, rolledBack: 0, failed: 0, untouched: 0 };

/** Sums a played scenario up. */
export async function sumUp(request: {
  readonly client: Client;
  readonly played: Played;
  readonly simulatorUrl: string;
  /** Last entry of the journal before the scenario. */
  readonly journalBefore: number;
  readonly startedAt: Date;
}): Promise<DemoOutcome> {
  const { client, played, simulatorUrl, journalBefore, startedAt } = request;
  const { status, end } = played;
  const summary = end?.kind === 'finished' ? end.summary : null;
  const writes = await readJournal(simulatorUrl, journalBefore);
  return {
    outcome: outcomeOf(played),
    orgs: summary?.orgs ?? status?.orgs ?? noOrgs,
    waves: summary?.waves ?? status?.waves.filter(({ state }) => state !== 'waiting').length ?? 0,
    writes: writes.filter(({ changed, clientId }) => changed && clientId.startsWith('rollcall-'))
      .length,
    largestHistoryEvents: await largestHistory(client, startedAt),
    durationMs: Date.now() - startedAt.getTime(),
  };
}

const outcomes: Readonly<Record<RolloutOutcome, DemoOutcome['outcome']>> = {
  succeeded: 'succeeded',
  rolledBack: 'rolledBack',
  rejected: 'rolledBack',
  superseded: 'rolledBack',
  held: 'held',
  incomplete: 'failed',
  failed: 'failed',
};

function outcomeOf({ status, end }: Played): DemoOutcome['outcome'] {
  if (end === null) {
    const waits = status?.state === 'held' || status?.state === 'awaitingApproval';
    return waits ? 'held' : 'failed';
  }
  return end.kind === 'finished' ? outcomes[end.summary.outcome] : 'failed';
}

/** The longest history of any workflow that began since. */
async function largestHistory(client: Client, since: Date): Promise<number> {
  let largest = 0;
  const query = `StartTime >= "${since.toISOString()}"`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    // The list knows the length of ended workflows only.
    const { historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
    largest = Math.max(largest, historyLength);
  }
  return largest;
}
