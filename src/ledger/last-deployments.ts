import pMap from 'p-map';
import { BASES_FILE, LEDGER_REF, orgRef, rolloutFile } from './names.js';
import { readObjects } from './git-objects.js';
import type { LastDeployment, OrgAddress } from './port.js';
import { notALedger } from './ref-state.js';
import type { Repository } from './repository.js';
import { runGit } from './run-git.js';

const PREFIX = 'refs/rollcall/';
/** Folders of refs that are no environments. */
const OTHER_FOLDERS = new Set(['rollouts', 'promotions']);
const RECORDS = /\bon release ([0-9a-f]+), rollout (\S+)$/;
/** Plans looked at in one process: each is held whole for a moment. */
const PLANS_AT_ONCE = 50;
const PARALLEL = 8;

/** Every org that the ledger has a record of, by environment and name. */
export async function listOrgs(repository: Repository): Promise<OrgAddress[]> {
  await repository.refresh();
  const output = await runGit(repository.path, ['for-each-ref', '--format=%(refname)', PREFIX]);
  const refs = output.toString('utf8').split('\n');
  if (!refs.includes(LEDGER_REF)) throw notALedger(repository.name);
  return refs.flatMap((ref) => {
    const [environment = '', org, ...rest] = ref.slice(PREFIX.length).split('/');
    const isOrg = rest.length === 0 && !OTHER_FOLDERS.has(environment);
    return org === undefined || !isOrg ? [] : [{ environment, org }];
  });
}

/** What an environment's orgs were last brought to; orgs without bases are left out. */
export async function lastDeployments(
  repository: Repository,
  environment: string,
): Promise<LastDeployment[]> {
  const orgs = (await listOrgs(repository)).filter((org) => org.environment === environment);
  const found = await pMap(orgs, (address) => lastOf(repository.path, address), {
    concurrency: PARALLEL,
  });
  return withCommits(repository.path, environment, found.flat());
}

async function lastOf(repository: string, address: OrgAddress): Promise<LastDeployment[]> {
  const log = ['log', '-1', '--format=%cI%n%s', orgRef(address), '--', BASES_FILE];
  const [at, subject = ''] = (await runGit(repository, log)).toString('utf8').split('\n');
  if (at === undefined || at === '') return [];
  const [, releaseDigest = null, rolloutKey = null] = RECORDS.exec(subject) ?? [];
  return [{ org: address.org, at, releaseDigest, rolloutKey, commit: null }];
}

/** The bases' message names a digest; the plan of the same rollout knows the commit too. */
async function withCommits(
  repository: string,
  environment: string,
  found: readonly LastDeployment[],
): Promise<LastDeployment[]> {
  const releases = new Map<string, Partial<LastDeployment>>();
  const known = found.flatMap(({ org, rolloutKey }) =>
    rolloutKey === null ? [] : [{ org, file: rolloutFile(rolloutKey, 'plan.json') }],
  );
  for (let from = 0; from < known.length; from += PLANS_AT_ONCE) {
    const batch = known.slice(from, from + PLANS_AT_ONCE);
    const names = batch.map(({ org, file }) => `${orgRef({ environment, org })}:${file}`);
    const plans = await readObjects(repository, names);
    batch.forEach(({ org }, at) => releases.set(org, releaseOf(plans[at]?.content)));
  }
  return found.map((deployment) => ({ ...deployment, ...releases.get(deployment.org) }));
}

function releaseOf(content: Buffer | undefined): Partial<LastDeployment> {
  if (content === undefined) return {};
  const { commit, releaseDigest } = JSON.parse(content.toString('utf8')) as Record<string, unknown>;
  if (typeof commit !== 'string' || typeof releaseDigest !== 'string') return {};
  return { commit, releaseDigest };
}
