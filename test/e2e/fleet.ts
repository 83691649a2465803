import { cp, mkdir, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { DEMO_FOLDERS, type DemoPlatform } from '../../src/cli/demo/platforms.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';

/** The sample's hub and the first three subs of each stratum: small enough for many tests. */
export const SMALL_FLEET = [2, 3, 4, 12, 13, 14, 22, 23, 24, 32, 33, 34].map(
  (number) => `org_sub_${String(number).padStart(3, '0')}`,
);

/** What a test changes in the sample's policy; names as in policy.yaml. */
export type PolicyEdits = readonly { readonly at: readonly string[]; readonly value: unknown }[];

/** How a project differs from the sample. */
export interface SmallProject {
  readonly subs: readonly string[];
  readonly policy?: PolicyEdits;
  /** A forecast for every org; null: none. */
  readonly callsPerHour?: number | null;
  /** Whose sample; the guide's unless told otherwise. */
  readonly platform?: DemoPlatform;
}

/** Copies the samples and `demo/` to a folder of its own, with fewer subs and an edited policy. */
export async function makeSmallProject({
  subs,
  policy = [],
  callsPerHour = null,
  platform = 'guide',
}: SmallProject): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'rollcall-fleet-'));
  for (const folder of ['config', 'demo', 'samples'])
    await cp(path.join(projectRoot, folder), path.join(root, folder), { recursive: true });
  // What is laid over the others has manifest, environments and policy.
  const sample = path.join(root, DEMO_FOLDERS[platform].sample.at(-1) ?? 'config');
  const kept = new Set(['org_parent_001', ...subs]);
  await edit(path.join(sample, 'manifest.yaml'), (text) =>
    text.replaceAll(/org_sub_\d+,?/g, (name) => (kept.has(name.replace(',', '')) ? name : '')),
  );
  const environments = path.join(sample, 'environments');
  for (const name of await readdir(environments))
    await edit(path.join(environments, name), (text) => keepOrgs(text, kept, callsPerHour));
  await edit(path.join(sample, 'policy.yaml'), (text) => {
    const document = parseDocument(text);
    for (const { at, value } of policy) document.setIn(at, value);
    return document.toString();
  });
  await mkdir(path.join(root, 'state'), { recursive: true });
  return root;
}

function keepOrgs(text: string, kept: ReadonlySet<string>, callsPerHour: number | null): string {
  const document = parseDocument(text);
  const value = document.toJS() as { orgs: Record<string, unknown>; not_here?: string[] };
  for (const org of Object.keys(value.orgs))
    if (!kept.has(org)) document.deleteIn(['orgs', org]);
    else if (callsPerHour !== null) document.setIn(['orgs', org, 'calls_per_hour'], callsPerHour);
  const absent = (value.not_here ?? []).filter((org) => kept.has(org));
  document.set('not_here', absent);
  return document.toString({ lineWidth: 0 });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}
