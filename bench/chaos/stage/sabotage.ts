import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Ways to break the engine: the harness has to notice each. */
export const SABOTAGES = ['inverse', 'merge', 'reconcile'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

interface Cut {
  readonly file: string;
  /** Has to be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

export const CUTS: Readonly<Record<Sabotage, readonly Cut[]>> = {
  // Nothing is recorded before the first write: what a rollback takes back is planned when it is needed.
  inverse: [
    {
      file: 'activities/deploy.ts',
      find: 'knownWeightInverse(plan))',
      replace: 'knownWeightInverse({ ...plan, resources: [] }))',
    },
    {
      file: 'activities/undo-resource.ts',
      find: 'invertChanges(changes)',
      replace: 'invertChanges(changes.slice(0, 0))',
    },
  ],
  // After 412 the same body goes out again, over whatever is there by then.
  merge: [
    {
      file: 'activities/conditional-write.ts',
      find: 'const { body, applied, kept } = merge(live.body);',
      replace: 'const { body, applied, kept } = (firstMerge ??= merge(live.body));',
    },
    {
      file: 'activities/conditional-write.ts',
      find: 'for (let round = 1; round <= ROUNDS; round += 1) {',
      replace:
        'let firstMerge: ReturnType<Merge> | undefined;\n  for (let round = 1; round <= ROUNDS; round += 1) {',
    },
  ],
  // What an attempt before may have written is written again: nobody looks whether it is there already.
  reconcile: [
    {
      file: 'activities/deploy-resource.ts',
      find: 'const there = await find(client, resource, null, options);',
      replace: 'const there = null;',
    },
    {
      file: 'activities/deploy-resource.ts',
      find: 'const live = there ?? (await find(client, resource, null, options));',
      replace: 'const live = there as LiveResource | null;',
    },
    {
      file: 'activities/deploy-resource.ts',
      find: 'applied: merged.applied.length, kept',
      replace: 'applied: changes.length - merged.skipped.length, kept',
    },
    {
      file: 'platforms/guide/resources.ts',
      find: 'if (Object.keys(patch).length === 0) return live;',
      replace: '',
    },
  ],
};

/** Applies one to a copy of the engine's sources. */
export async function sabotageSource(folder: string, sabotage: Sabotage): Promise<void> {
  for (const cut of CUTS[sabotage]) await apply(folder, cut);
}

async function apply(folder: string, { file, find, replace }: Cut): Promise<void> {
  const place = path.join(folder, file);
  const parts = (await readFile(place, 'utf8')).split(find);
  if (parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} times what a sabotage replaces: ${find}`);
  await writeFile(place, parts.join(replace));
}
