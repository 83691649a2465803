import { parse } from 'yaml';
import type { JsonObject } from '../../src/domain/json.js';
import { flowYaml, genesysWorld } from '../simulator/genesys-cloud/sample-world.js';
import { sampleTenants, script } from '../simulator/nice-cxone/sample-tenant.js';
import { org as guideOrg } from '../simulator/sample-world.js';
import type { Enterprise } from './enterprise.js';
import { writeEnterprise, type Files } from './written-enterprise.js';

/** Tenants of NICE CXone; the first is the hub. Real ids of the others are the same as the logical ones. */
export const TENANTS = ['acme', 'bolt', 'cirrus'] as const;
/** Orgs of Genesys Cloud; the first is the hub. */
export const GENESYS = ['main', 'north'] as const;
export const GUIDE_ORG = 'east';

const WELCOME = 'Voice\\Welcome';
export const SPRING = 'Voice\\Spring';

/** What a release says; the first is what the world has. */
interface Said {
  /** Of all three platforms. */
  readonly text: string;
  /** What the main script says; a variable that nothing assigns loses every caller. */
  readonly phrase: string;
  /** A script beside the main one, which points of contact are switched to; the platform refuses one without actions. */
  readonly spring: 'none' | 'runs' | 'refused';
  readonly allowed: boolean;
  /** How much abandonment may rise; 100 is +10,000 %, which a few calls of a sound release do not reach. */
  readonly ratio: number;
}

const AS_IT_IS: Said = {
  text: 'first line',
  phrase: 'Welcome, {ANI}',
  spring: 'none',
  allowed: true,
  ratio: 100,
};
const RELEASES: Readonly<Record<string, Said>> = {
  'v1.0.0': AS_IT_IS,
  'v1.1.0': { ...AS_IT_IS, text: 'unguarded', allowed: false },
  'v2.0.0': { ...AS_IT_IS, text: 'second', spring: 'runs' },
  'v2.1.0': { ...AS_IT_IS, text: 'third', spring: 'refused' },
  'v2.2.0': {
    ...AS_IT_IS,
    text: 'second',
    spring: 'none',
    phrase: 'Welcome, {NOBODY}',
    ratio: 0.5,
  },
  'v3.0.0': { ...AS_IT_IS, text: 'third', phrase: 'Good day, {ANI}', spring: 'runs' },
};

/** Orgs on all three platforms, releases for them, secrets and a ledger. */
export function makeMixedEnterprise(): Promise<Enterprise> {
  return writeEnterprise({
    world: world(),
    releases: (platforms) =>
      Object.fromEntries(
        Object.entries(RELEASES).map(([tag, said]): [string, Files] => [
          tag,
          {
            ...configuration(said),
            'environments/production.yaml': { simulated: true, platforms, orgs: orgs() },
          },
        ]),
      ),
    secrets: credentials(),
  });
}

function world(): ReturnType<typeof genesysWorld> {
  const tenants = sampleTenants(TENANTS).orgs.map((org) => ({
    ...org,
    native: { ...org.native, tenant: [{ id: org.id }] },
  }));
  const { orgs: genesys, ...rest } = genesysWorld({}, GENESYS);
  return { ...rest, orgs: [...genesys, ...tenants, guideOrg(GUIDE_ORG, null)] };
}

/** The first tenant's key is used by a registered application, the others' by themselves. */
function credentials(): JsonObject {
  const application = { application_id: 'console', application_secret: 'console-secret' };
  return Object.fromEntries(
    [...GENESYS, GUIDE_ORG, ...TENANTS].map((org) => {
      const isTenant = TENANTS.some((one) => one === org);
      const name = isTenant ? `${org}-key` : `${org}-client`;
      const secret = isTenant ? `${name}-secret` : `${org}-secret`;
      return [
        `production/${org}`,
        {
          client_id: name,
          client_secret: secret,
          ...(org === TENANTS[0] ? application : {}),
        },
      ];
    }),
  );
}

function orgs(): JsonObject {
  const of = (
    platform: string,
    ids: readonly string[],
    region: string,
  ): readonly [string, JsonObject][] =>
    ids.map((org) => [
      org,
      {
        platform,
        org_id: org,
        ...(org === ids[0] ? {} : { parent: ids[0] ?? '' }),
        region,
        carrier: 'carrier_alder',
        time_zone: 'Europe/Berlin',
        credentials: `file:production/${org}`,
      },
    ]);
  return Object.fromEntries([
    ...of('genesys-cloud', GENESYS, 'eu_central'),
    ...of('nice-cxone', TENANTS, 'us_east'),
    ...of('guide', [GUIDE_ORG], 'eu_central'),
  ]);
}

function template(name: string): string {
  return `templates/${name}.yaml`;
}

function configuration({
  text,
  phrase,
  spring,
  allowed,
  ratio,
}: Said): Readonly<Record<string, JsonObject>> {
  const resource = (kind: string, name: string, of = name): JsonObject => ({
    kind,
    name,
    template: template(of),
  });
  const hasSpring = spring !== 'none';
  return {
    'manifest.yaml': {
      deployment_targets: [
        { group: 'brands', org_ids: [...TENANTS], components: ['brand_voice'] },
        { group: 'regions', org_ids: [...GENESYS], components: ['region_voice'] },
        { group: 'other', org_ids: [GUIDE_ORG], components: ['other_queues'] },
      ],
    },
    'policy.yaml': policy(allowed, ratio),
    'components/brand_voice.yaml': {
      resources: [
        resource('queue', 'support', 'cxone/support'),
        resource('hours_of_operation', 'weekdays', 'cxone/weekdays'),
        resource('flow', 'welcome', 'cxone/welcome'),
        ...(hasSpring ? [resource('flow', 'spring', 'cxone/spring')] : []),
        resource('point_of_contact', 'main_line', 'cxone/main_line'),
      ],
    },
    'components/region_voice.yaml': {
      resources: [
        resource('queue', 'support', 'genesys/support'),
        resource('flow', 'welcome', 'genesys/welcome'),
        resource('ivr', 'main_line', 'genesys/main_line'),
      ],
    },
    'components/other_queues.yaml': { resources: [resource('queue', 'other')] },
    [template('other')]: { name: 'Support', note: text },
    [template('cxone/support')]: { name: 'Support', notes: text },
    [template('cxone/weekdays')]: {
      name: 'Weekdays',
      ...(text === AS_IT_IS.text ? {} : { notes: text }),
    },
    [template('cxone/welcome')]: scriptOf(WELCOME, phrase),
    ...(hasSpring
      ? {
          [template('cxone/spring')]:
            spring === 'runs'
              ? scriptOf(SPRING, 'Spring is here', { ref: 'queue/support' })
              : { name: SPRING, actions: { 1: { name: '' } } },
        }
      : {}),
    [template('cxone/main_line')]: {
      name: 'Main line',
      scriptName: { ref: `flow/${spring === 'runs' ? 'spring' : 'welcome'}` },
      skillId: { ref: 'queue/support' },
    },
    [template('genesys/support')]: { name: 'Support', description: text },
    [template('genesys/welcome')]: { name: 'Welcome', ...genesysFlow(text) },
    [template('genesys/main_line')]: { name: 'Main line', description: text },
  };
}

function scriptOf(name: string, phrase: string, skill?: JsonObject): JsonObject {
  const { header: _header, ...sections } = script(name, {
    properties: {
      2: { phrase, durationSeconds: 15 },
      ...(skill === undefined ? {} : { 4: { skill } }),
    },
  });
  return { name, ...(JSON.parse(JSON.stringify(sections)) as JsonObject) };
}

function genesysFlow(text: string): JsonObject {
  const yaml = flowYaml();
  const said = 'Welcome to the service line. We are glad that you call.';
  return parse(text === AS_IT_IS.text ? yaml : yaml.replace(said, text)) as JsonObject;
}

function policy(allowed: boolean, ratio: number): JsonObject {
  return {
    wave_percents: [50, 100],
    stabilization_minutes: 5,
    first_wave_bake_minutes: 0,
    bake_minutes: 5,
    checks: { horizon_minutes: 30, on_inconclusive: 'expand', minimum_calls: 20 },
    rollback_verification: { horizon_minutes: 30 },
    thresholds: {
      abandonment_increase_ratio: ratio,
      speed_of_answer_increase_seconds: 60,
      strategy_hit_rate_drop_points: 50,
    },
    ...(allowed
      ? { allow_best_effort: ['queue', 'flow', 'hours_of_operation', 'point_of_contact'] }
      : {}),
  };
}
