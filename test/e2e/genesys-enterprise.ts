import { parse } from 'yaml';
import type { PlatformAddresses } from '../../src/cli/demo/platforms.js';
import type { JsonObject } from '../../src/domain/json.js';
import { flowYaml, genesysWorld, transferTo } from '../simulator/genesys-cloud/sample-world.js';
import { org as guideOrg } from '../simulator/sample-world.js';
import type { Enterprise } from './enterprise.js';
import { writeEnterprise, type Files } from './written-enterprise.js';

/** Real org ids; the first is the hub. Logical ids are the same. */
export const GENESYS_ORGS = ['main', 'north', 'south', 'west'] as const;

/** An org of the same enterprise on the guide's platform. */
export const GUIDE_ORG = 'east';

/** The world's. */
const GREETING = 'Welcome to the service line. We are glad that you call.';

/** Weights that move in steps, and nothing else. */
const MOVING = {
  greeting: 'Good day. How can we help?',
  made: [],
  named: ['night'],
  traffic: { step_cap: 20, step_minutes: 5 },
};

/** What a release says; the first is what the world has. */
const RELEASES: Releases = {
  'v1.0.0': {
    greeting: GREETING,
    weight: 100,
    made: [],
  },
  // The flow names a queue that this release makes.
  'v2.0.0': { greeting: 'Welcome. How can we help?', weight: 80, made: ['night'] },
  'v2.1.0': { greeting: null, weight: 60, made: ['night', 'late'] },
  'v3.0.0': { greeting: 'Good day. How can we help?', weight: 70, made: ['night'] },
  // The flow still names the queue that this release no longer has.
  'v4.0.0': { greeting: 'Good day. How can we help?', weight: 75, made: [], named: ['night'] },
  'v5.0.0': { ...MOVING, weight: 40 },
  // Of a queue that nobody staffs.
  'v5.1.0': { ...MOVING, weight: 40, unstaffed: 30 },
};
type Releases = Readonly<Record<string, Said>>;

export interface Said {
  /** Null: a flow that the platform refuses. */
  readonly greeting: string | null;
  readonly weight: number;
  /** Points of the queue that nobody staffs; none unless told. */
  readonly unstaffed?: number;
  /** Of the policy. */
  readonly traffic?: JsonObject;
  readonly made: readonly string[];
  /** By the flow; what is made unless told otherwise. */
  readonly named?: readonly string[];
  /** The languages of prompts, by their names; prompts that are not named are none of the release's. */
  readonly prompts?: Readonly<Record<string, readonly JsonObject[]>>;
}

/** Orgs on simulated Genesys Cloud and one on the guide's platform, releases for them by tag, secrets and a ledger. */
export function makeGenesysEnterprise(releases = RELEASES): Promise<Enterprise> {
  const { orgs, ...rest } = genesysWorld({}, GENESYS_ORGS);
  const clients = [...GENESYS_ORGS, GUIDE_ORG].map((org) => [
    `production/${org}`,
    { client_id: `${org}-client`, client_secret: `${org}-secret` },
  ]);
  return writeEnterprise({
    world: { ...rest, orgs: [...orgs, guideOrg(GUIDE_ORG, null)] },
    releases: (platforms) =>
      Object.fromEntries(
        Object.entries(releases).map(([tag, said]) => [tag, configuration(platforms, said)]),
      ),
    secrets: Object.fromEntries(clients) as JsonObject,
  });
}

function configuration(
  platforms: PlatformAddresses,
  { greeting, weight, unstaffed = 0, made, named = made, prompts = {}, traffic }: Said,
): Files {
  const [hub, ...subs] = GENESYS_ORGS;
  const template = (name: string): string => `templates/${name}.yaml`;
  const resource = (kind: string, name: string) => ({ kind, name, template: template(name) });
  return {
    'manifest.yaml': {
      deployment_targets: [
        { group: 'shared', org_ids: [hub], components: ['shared_queues'] },
        { group: 'region', org_ids: subs, components: ['routing'], depends_on: ['shared'] },
        { group: 'other', org_ids: [GUIDE_ORG], components: ['other_queues'] },
      ],
    },
    'components/shared_queues.yaml': { resources: [resource('queue', 'overflow')] },
    'components/other_queues.yaml': { resources: [resource('queue', 'other')] },
    [template('other')]: { name: 'Support', ...(weight === 100 ? {} : { note: `at ${weight}` }) },
    'components/routing.yaml': {
      resources: [
        resource('queue', 'support'),
        ...made.map((name) => resource('queue', name)),
        ...Object.keys(prompts).map((name) => resource('prompt', name)),
        resource('strategy', 'weights'),
        resource('flow', 'welcome'),
        resource('ivr', 'main_line'),
        resource('trunk', 'carrier'),
      ],
    },
    [template('overflow')]: { name: 'Overflow', description: 'from the world file' },
    ...Object.fromEntries(made.map((name) => [template(name), { name: capital(name) }])),
    ...Object.fromEntries(
      Object.entries(prompts).map(([name, resources]) => [
        template(name),
        { name: capital(name), resources },
      ]),
    ),
    [template('support')]: { name: 'Support', autoAnswerOnly: weight === 100 },
    [template('weights')]: {
      name: 'Routing weights/main',
      Support: weight,
      Overflow: 100 - weight - unstaffed,
      ...(unstaffed === 0 ? {} : { Unstaffed: unstaffed }),
    },
    [template('welcome')]: { name: 'Welcome', ...flowOf(greeting, named) },
    [template('main_line')]: {
      name: 'Main line',
      openHoursFlow: { id: { ref: 'flow/welcome' } },
    },
    [template('carrier')]: {
      name: 'Carrier trunk',
      properties: { trunk_max_concurrent_calls: { value: { instance: 400 + weight } } },
    },
    'environments/production.yaml': {
      simulated: true,
      platforms: { guide: platforms.guide, 'genesys-cloud': platforms['genesys-cloud'] },
      orgs: {
        ...Object.fromEntries(GENESYS_ORGS.map((org) => [org, entryOf(org, hub)])),
        [GUIDE_ORG]: { ...entryOf(GUIDE_ORG, GUIDE_ORG), platform: 'guide' },
      },
    },
    'policy.yaml': { ...POLICY, ...(traffic === undefined ? {} : { traffic }) },
  };
}

function entryOf(org: string, hub: string): JsonObject {
  return {
    platform: 'genesys-cloud',
    org_id: org,
    ...(org === hub ? {} : { parent: hub }),
    region: 'eu_central',
    carrier: 'carrier_alder',
    time_zone: 'Europe/Berlin',
    credentials: `file:production/${org}`,
  };
}

/** The world's flow with another greeting; null: with an action that the platform does not know. */
function flowOf(greeting: string | null, queues: readonly string[]): JsonObject {
  const yaml = [flowYaml(), ...queues.map((name) => transferTo(capital(name)))].join('');
  const changed =
    greeting === null ? yaml.replace('playAudio:', 'flyAway:') : yaml.replace(GREETING, greeting);
  return parse(changed) as JsonObject;
}

const POLICY = {
  wave_percents: [50, 100],
  stabilization_minutes: 5,
  first_wave_bake_minutes: 0,
  bake_minutes: 5,
  checks: { horizon_minutes: 10, on_inconclusive: 'expand', minimum_calls: 20 },
  rollback_verification: { horizon_minutes: 10 },
  thresholds: {
    // Nothing here is about callers, of whom there are few.
    abandonment_increase_ratio: 100,
    speed_of_answer_increase_seconds: 60,
    strategy_hit_rate_drop_points: 50,
  },
  allow_best_effort: ['queue', 'strategy', 'prompt'],
  prune: true,
};

function capital(name: string): string {
  return name.replace(/^./, (first) => first.toUpperCase());
}
