import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeConfigurationRepository } from '../../src/cli/demo/configuration-repository.js';
import { makeCredentials, secretsFile } from '../../src/cli/demo/identity.js';
import { demoFolder, releaseTag } from '../../src/cli/demo/options.js';
import { buildWorld } from '../../src/cli/demo/world.js';
import { syntheticActivities } from '../../src/activities/synthetic-load.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import type {
  LoadLook,
  PlacedLoad,
  RunScope,
  SyntheticActivities,
} from '../../src/activities/types.js';
import { composePlanning } from '../../src/compose.js';
import { createGitLedger } from '../../src/ledger/git-ledger.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { readSettings } from '../../src/settings.js';
import { createSipp } from '../../src/sip/sipp.js';
import { startSimulator } from '../../src/simulator/server.js';
import { makeSmallProject } from '../../test/e2e/fleet.js';
import { staffed, type Lack } from './staff.js';

/** Production's busiest hour of each sub and of the hub, as in the demo's world. */
const CALLS_PER_HOUR = { org_parent_001: 3600, sub: 6000 };
export const VOLUME_SCALE = 0.1;
export const STAGING_SUBS = ['org_sub_002', 'org_sub_012', 'org_sub_022', 'org_sub_032'];

const LONGEST_MS = 60_000;

/** The smallest error of a weight that the gate promises to find, in points. */
export const ERROR_POINTS = 10;

/** The sample's staging on its release, in a simulator whose clock stands still unless it is put forward. */
export interface Stage {
  readonly begin: (seed: number, lack: Lack | null) => Promise<void>;
  readonly ask: (route: string, body?: object) => Promise<unknown>;
  /** Real org ids by logical ones. */
  readonly realOrg: (org: string) => string;
  /** Places the load, lets its time pass, and judges it: as a rollout does, without its waiting. */
  readonly gate: (name: string) => Promise<Gated>;
  readonly close: () => Promise<void>;
}

export interface Gated {
  readonly look: Exclude<LoadLook, { state: 'running' }>;
  readonly minutes: number;
}

export interface StageOptions {
  /** Members of `staging_gate` that are others than the bench's. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** Whoever answers the SIP calls of one org. */
  readonly sip?: { readonly org: string; readonly target: string };
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const project = await projectWithGate(options);
  const simulator = await startSimulator({ port: 0, frozen: true, dialects: ['guide'] });
  const root = await mkdtemp(path.join(tmpdir(), 'rollcall-staging-'));
  const repository = path.join(root, 'configuration');
  await makeConfigurationRepository({
    folder: repository,
    projectRoot: project,
    addresses: { guide: { base_url: simulator.url } },
  });
  const variables = {
    ROLLCALL_CONFIG_REPO: repository,
    ROLLCALL_CONFIG_FOLDER: demoFolder,
    ROLLCALL_LEDGER: path.join(root, 'ledger.git'),
    ROLLCALL_SECRETS_FILE: path.join(root, 'secrets.json'),
    ROLLCALL_CACHE_DIR: root,
  };
  await createGitLedger(variables.ROLLCALL_LEDGER);
  const sources = await composePlanning(readSettings(variables));
  const commit = await sources.releases.resolve(releaseTag.good);
  const release = await sources.releases.load(commit);
  const environment = environmentOf(release, 'staging');
  const credentials = makeCredentials(environment);
  await writeFile(variables.ROLLCALL_SECRETS_FILE, secretsFile(environment, credentials));
  const ask = asking(simulator.url);
  const deps = { ...sources, sip: createSipp('sipp') } as unknown as ActivityDeps;
  const activities = syntheticActivities(deps);
  return {
    ask,
    begin: async (seed, lack) => {
      const world = buildWorld({ release, environment, credentials, seed, testCalls: true });
      await ask('world', staffed(world, VOLUME_SCALE, lack));
    },
    realOrg: (org) => environment.orgs[org]?.realOrgId ?? org,
    gate: (rolloutKey) =>
      gate(activities, ask, { rolloutKey, environment: 'staging', commit, ledgerId: 'any' }),
    close: async () => {
      await simulator.close();
      for (const folder of [root, project]) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function gate(
  activities: SyntheticActivities,
  ask: Stage['ask'],
  scope: RunScope,
): Promise<Gated> {
  const activity = new MockActivityEnvironment({ startToCloseTimeoutMs: LONGEST_MS });
  // As after a worker's death: what is placed is there already.
  const place = (): Promise<PlacedLoad> =>
    activity.run((input) => activities.placeLoad(input), { scope });
  await place();
  const placed = await place();
  const minutes = placed.minutes + placed.settlingMinutes;
  if (placed.sipCalls > 0)
    await activity.run((input) => activities.placeSipCalls(input), { scope });
  await ask('clock', { advanceMs: minutes * 60_000 });
  for (let looks = 1; looks <= 4; looks += 1) {
    const look: LoadLook = await activity.run((input) => activities.judgeLoad(input), {
      scope,
      atEnd: looks === 4,
    });
    if (look.state !== 'running') return { look, minutes };
    await ask('clock', { advanceMs: 60_000 });
  }
  throw new Error('the load was not judged at its end');
}

/** The sample, with weights that have two takers, languages, volumes and the gate. */
async function projectWithGate({ policy, sip }: StageOptions): Promise<string> {
  const root = await makeSmallProject({
    subs: STAGING_SUBS,
    policy: [
      {
        at: ['staging_gate'],
        value: {
          required_in: ['staging'],
          volume_scale: VOLUME_SCALE,
          weight_error_points: ERROR_POINTS,
          callers: [
            { groups: ['na_east'], language: 'en-US' },
            { groups: ['eu_central'], language: 'de-DE' },
          ],
          ...policy,
        },
      },
    ],
  });
  const folder = path.join(root, 'config');
  await edit(path.join(folder, 'environments/production.yaml'), (document) => {
    for (const org of [...STAGING_SUBS, 'org_parent_001']) {
      const calls = org === 'org_parent_001' ? CALLS_PER_HOUR.org_parent_001 : CALLS_PER_HOUR.sub;
      document.setIn(['orgs', org, 'calls_per_hour'], calls);
    }
  });
  if (sip !== undefined)
    await edit(path.join(folder, 'environments/staging.yaml'), (document) =>
      document.setIn(['orgs', sip.org, 'sip'], { target: sip.target, number: '+4930123' }),
    );
  await edit(path.join(folder, 'templates/regional_routing/regional_routing.json'), (document) => {
    document.setIn(['targets', 0, 'weight'], 70);
    document.setIn(['targets', 1, 'weight'], 30);
    document.setIn(['targets', 1, 'priority'], 1);
  });
  return root;
}

async function edit(
  file: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  change(document);
  const text = file.endsWith('.json')
    ? `${JSON.stringify(document.toJS(), null, 2)}\n`
    : document.toString({ lineWidth: 0 });
  await writeFile(file, text);
}

function asking(url: string): Stage['ask'] {
  return async (route, body) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}/_sim/${route}`, init);
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}
