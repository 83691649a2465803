import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { boardMarkdown } from '../domain/board.js';
import type { RolloutStatus } from '../domain/rollout-status.js';
import { Message } from '../workflows/messages.js';
import { query } from './status.js';

export interface RolloutReport {
  /** For people: the report from the ledger, or the board where there is none (yet) or it is out of reach. */
  readonly markdown: string;
  readonly status: RolloutStatus;
  /** Where the report is, once written: `<repository>:<ref>:<path>`. */
  readonly place: string | null;
}

/**
 * The report of a rollout; while it runs, its board.
 * @throws RollcallError `notFound`, `noWorker`
 */
export async function reportOf(client: Client, workflowId: string): Promise<RolloutReport> {
  const status = await query<RolloutStatus>(client, workflowId, Message.report);
  const written = status.report === null ? null : await readPlace(status.report);
  return { markdown: written ?? boardMarkdown(status), status, place: status.report };
}

const PLACE = /^(?<repository>.+):(?<ref>refs\/[^:]+):(?<file>[^:]+)$/;

// The ledger may be on another machine: then the board has to do.
async function readPlace(place: string): Promise<string | null> {
  const { repository, ref, file } = PLACE.exec(place)?.groups ?? {};
  if (repository === undefined || ref === undefined || file === undefined) return null;
  try {
    const args = [`--git-dir=${repository}`, 'show', `${ref}:${file}`];
    return (await promisify(execFile)('git', args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch {
    return null;
  }
}
