import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { historyFromJson } from './history-json.js';

/** Where recorded histories are kept: a folder for each version that recorded some. */
export const historiesFolder = path.join(projectRoot, 'test/fixtures/histories');

export const RECORDED_RUNS = ['succeeded', 'rolled-back', 'tripped', 'gated', 'balanced'] as const;
export type RecordedRun = (typeof RECORDED_RUNS)[number];

/** Every workflow type that a rollout consists of. */
const EVERY_RUN = ['rollout', 'rolloutGroup', 'orgDeployment', 'observation'] as const;
export type RecordedType = (typeof EVERY_RUN)[number] | 'balancing';

/** Those that take part in a run: agents are followed only where policy says so. */
export function typesOf(run: RecordedRun): readonly RecordedType[] {
  return run === 'balanced' ? [...EVERY_RUN, 'balancing'] : EVERY_RUN;
}

export interface RecordedHistory {
  readonly version: string;
  /** `<run>.<workflow type>.json` */
  readonly file: string;
  readonly text: string;
  readonly workflowId: string;
  readonly history: History;
}

export function fileName(run: RecordedRun, type: RecordedType): string {
  return `${run}.${type}.json`;
}

/** All of them, of every version: what once ran must go on after any later change. */
export async function recordedHistories(): Promise<readonly RecordedHistory[]> {
  const versions = await readdir(historiesFolder);
  const all = await Promise.all(versions.toSorted().map((version) => historiesOf(version)));
  return all.flat();
}

async function historiesOf(version: string): Promise<readonly RecordedHistory[]> {
  const folder = path.join(historiesFolder, version);
  const files = await readdir(folder);
  return Promise.all(
    files.toSorted().map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      const history = historyFromJson(text);
      return { version, file, text, history, workflowId: workflowIdOf(history) };
    }),
  );
}

/** The workflow's own id, which it gave to others. */
export function workflowIdOf(history: History): string {
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  return started?.workflowId ?? '';
}
