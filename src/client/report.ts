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

/** A picture of the report. */
export interface ReportPicture {
  /** Name of its file, as the report links it. */
  readonly file: string;
  readonly svg: string;
}

/** The charts beside a written report; null where its ledger is not on this machine. Empty: it has none. */
export async function chartsOf(place: string): Promise<readonly ReportPicture[] | null> {
  const { repository, ref } = PLACE.exec(place)?.groups ?? {};
  if (repository === undefined || ref === undefined) return null;
  const listed = await git(repository, ['ls-tree', '--name-only', ref]);
  if (listed === null) return null;
  const files = listed.split('\n').filter((name) => CHART.test(name));
  const pictures: ReportPicture[] = [];
  for (const file of files) {
    const svg = await git(repository, ['show', `${ref}:${file}`]);
    if (svg !== null) pictures.push({ file, svg });
  }
  return pictures;
}

const CHART = /^chart-[\w-]+\.svg$/;
const PLACE = /^(?<repository>.+):(?<ref>refs\/[^:]+):(?<file>[^:]+)$/;

// The ledger may be on another machine: then the board has to do.
async function readPlace(place: string): Promise<string | null> {
  const { repository, ref, file } = PLACE.exec(place)?.groups ?? {};
  if (repository === undefined || ref === undefined || file === undefined) return null;
  return git(repository, ['show', `${ref}:${file}`]);
}

async function git(repository: string, args: readonly string[]): Promise<string | null> {
  try {
    const whole = [`--git-dir=${repository}`, ...args];
    return (await promisify(execFile)('git', whole, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch {
    return null;
  }
}
