import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { git } from '../../src/cli/demo/git.js';
import { demoFolder, releaseTag } from '../../src/cli/demo/options.js';
import type { Enterprise } from './enterprise.js';

/** Replaces the text of files of the configuration; a file that is not there yet is made. */
export type FileEdits = Readonly<Record<string, (text: string) => string>>;

/** v2.1.0 and a queue of the hub that every sub falls back to last. */
export const NEW_FALLBACK: FileEdits = {
  'templates/global_queues/global_last.yaml': () =>
    'name: Global_Last\nenabled: true\nskill: support\n',
  'components/global_queues.yaml': (text) =>
    `${text}  - kind: queue\n    name: global_last\n    template: templates/global_queues/global_last.yaml\n`,
  'templates/regional_routing/regional_routing.json': (text) => {
    const strategy = JSON.parse(text) as { targets: object[] };
    const id = { ref: 'global_shared/queue/global_last' };
    strategy.targets.push({ type: 'Queue', id, weight: 0, priority: 3 });
    return JSON.stringify(strategy);
  },
};

/** Commits v2.1.0 with some files changed, under a tag of its own; the commit is merged, the branch's files stay. */
export async function commitRelease(
  enterprise: Enterprise,
  tag: string,
  edits: FileEdits,
): Promise<void> {
  const { repository } = enterprise;
  await git(repository, 'checkout', '--quiet', '--detach', releaseTag.good);
  for (const [name, edit] of Object.entries(edits)) {
    const file = path.join(repository, demoFolder, name);
    await writeFile(file, edit(await readFile(file, 'utf8').catch(() => '')));
  }
  await git(repository, 'add', '--all');
  await git(repository, 'commit', '--quiet', '--message', `Release ${tag}`);
  await git(repository, 'tag', tag);
  await git(repository, 'checkout', '--quiet', 'main');
  await mergeRelease(enterprise, tag);
}

/** Commits operations.yaml on the protected branch; null takes it out. */
export async function commitOperations(
  { repository }: Enterprise,
  operations: object | null,
): Promise<void> {
  const file = path.join(repository, demoFolder, 'operations.yaml');
  if (operations === null) await rm(file, { force: true });
  else await writeFile(file, stringify(operations));
  await git(repository, 'add', '--all');
  await git(repository, 'commit', '--quiet', '--allow-empty', '--message', 'Operations');
}

/** Puts a release's commit on the protected branch, without changing what is there. */
export async function mergeRelease({ repository }: Enterprise, tag: string): Promise<void> {
  await git(repository, 'merge', '--quiet', '--strategy=ours', '--message', `Merge ${tag}`, tag);
}
