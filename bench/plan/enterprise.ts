import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../../src/cli/demo/git.js';
import { makeCredentials, secretsFile } from '../../src/cli/demo/identity.js';
import { buildWorld } from '../../src/cli/demo/world.js';
import { composePlanning, type Sources } from '../../src/compose.js';
import { advanceBases } from '../../src/domain/base.js';
import { createGitLedger } from '../../src/ledger/git-ledger.js';
import { load } from '../../src/planning/loaded.js';
import { planFleet, type FleetPlan } from '../../src/planning/plan-fleet.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { readSettings } from '../../src/settings.js';
import { writeConfiguration, type MadeUpConfiguration } from './configuration.js';

/** A made-up enterprise on disk; its orgs live in a simulator. */
export interface MadeUpEnterprise {
  readonly repository: string;
  readonly ledger: string;
  /** What a worker or a command reads from its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Commits the configuration with some members changed, and tags it. */
  release(tag: string, edits: Partial<MadeUpConfiguration>): Promise<void>;
  /** Plans a release and records that every org is on it, as the close of a rollout does. */
  adopt(tag: string): Promise<void>;
  /** Plans a release and records the plan, as a rollout does before its gate. */
  record(tag: string, rolloutKey: string): Promise<void>;
}

const ENVIRONMENT = 'production';

/** Makes it: configuration repository with v1, secrets, an empty ledger, and the orgs in the simulator as v1 has them. */
export async function makeUpEnterprise(
  folder: string,
  configuration: MadeUpConfiguration,
): Promise<MadeUpEnterprise> {
  const repository = path.join(folder, 'configuration');
  const ledger = path.join(folder, 'ledger.git');
  const secrets = path.join(folder, 'secrets.json');
  const variables = {
    ROLLCALL_CONFIG_REPO: repository,
    ROLLCALL_CONFIG_FOLDER: 'config',
    ROLLCALL_LEDGER: ledger,
    ROLLCALL_SECRETS_FILE: secrets,
    ROLLCALL_CACHE_DIR: folder,
  };
  const release: MadeUpEnterprise['release'] = async (tag, edits) => {
    await writeConfiguration(path.join(repository, 'config'), { ...configuration, ...edits });
    await git(repository, 'add', '--all');
    await git(repository, 'commit', '--quiet', '--message', `Release ${tag}`);
    await git(repository, 'tag', tag);
  };
  await mkdir(repository, { recursive: true });
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await release('v1', {});
  await createGitLedger(ledger);
  await furnish(configuration, variables, secrets);
  return {
    repository,
    ledger,
    variables,
    release,
    adopt: (tag) => adopt(variables, tag),
    record: (tag, rolloutKey) => record(variables, tag, rolloutKey).then(() => undefined),
  };
}

async function furnish(
  { simulatorUrl: url, callers = false }: MadeUpConfiguration,
  variables: MadeUpEnterprise['variables'],
  secrets: string,
): Promise<void> {
  const { releases } = await composePlanning(readSettings(variables));
  const release = await releases.load(await releases.resolve('v1'));
  const environment = environmentOf(release, ENVIRONMENT);
  const credentials = makeCredentials(environment);
  await writeFile(secrets, secretsFile(environment, credentials));
  const world = buildWorld({ release, environment, credentials, seed: 1 });
  const orgs = world.orgs.map((org) => ({ ...org, callers: null, queues: {} }));
  const peopled = callers ? world : { ...world, warmUpMinutes: 0, orgs };
  const answer = await fetch(`${url}/_sim/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(peopled),
  });
  if (!answer.ok) throw new Error(`the simulator refused the world: ${await answer.text()}`);
}

interface Recorded {
  readonly sources: Sources;
  readonly fleet: FleetPlan;
}

async function record(
  variables: MadeUpEnterprise['variables'],
  tag: string,
  rolloutKey: string,
): Promise<Recorded> {
  const sources = await composePlanning(readSettings(variables));
  const commit = await sources.releases.resolve(tag);
  const loaded = await load(sources, { commit, environment: ENVIRONMENT });
  const fleet = await planFleet(sources, loaded, {}, {});
  for (const [org, plan] of fleet.plans)
    await sources.ledger.writePlan(loaded.address(org), rolloutKey, plan);
  return { sources, fleet };
}

async function adopt(variables: MadeUpEnterprise['variables'], tag: string): Promise<void> {
  const rolloutKey = `adoption-of-${tag}`;
  const { sources, fleet } = await record(variables, tag, rolloutKey);
  const { loaded, plans, surveyed } = fleet;
  const why = `on release ${loaded.release.digest.slice(0, 12)}, rollout ${rolloutKey}`;
  for (const [org, plan] of plans) {
    const idOf = (key: string): string | undefined => {
      const owner = loaded.ownerOf(org, key);
      return owner === null ? undefined : surveyed.get(owner)?.live.get(key)?.id;
    };
    const live = [...(surveyed.get(org)?.live.values() ?? [])];
    const bases = advanceBases({ bases: {}, plan, live, idOf });
    await sources.ledger.writeBases(loaded.address(org), bases, why);
  }
}
