import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import type { MalformedCase } from './case.js';
import { replaced, written } from './case.js';

const manifest = 'manifest.yaml';
const policy = 'policy.yaml';
const component = 'components/global_queues.yaml';
const queue = 'templates/global_queues/global_main.yaml';
const regional = 'templates/regional_routing/regional_main.yaml';
const routing = 'templates/regional_routing/regional_routing.json';
const staging = 'environments/staging.yaml';

/** Files that can be read and do not fit: to their schema, to each other, or to anything. */
export const meaningCases: readonly MalformedCase[] = [
  ...names(),
  ...templates(),
  ...policies(),
  ...environments(),
  ...literals(),
  ...folders(),
];

function names(): MalformedCase[] {
  const unknown = ['shared_ivr,', 'shared_irv,'] as const;
  const template = 'templates/global_queues/global_main.yaml';
  const outside: readonly [string, string, RegExp][] = [
    ['above', 'templates/../../secret.yaml', /below templates/],
    ['absolute', '/etc/passwd.yaml', /must be templates/],
    ['a backslash', 'templates\\global_main.yaml', /must be templates/],
    ['backslashes above', 'templates/a\\..\\..\\b.yaml', /below templates/],
    ['a dot', 'templates/./global_main.yaml', /below templates/],
    ['nothing between', 'templates//global_main.yaml', /below templates/],
    ['a URL', 'https://example.com/a.yaml', /must be templates/],
    ['no template', 'templates/global_queues/global_main.txt', /must be templates/],
    ['missing', 'templates/global_queues/missing.yaml', /there is no template/],
    ['another case', 'templates/global_queues/Global_main.yaml', /there is no template/],
  ];
  return [
    written('missing', manifest, 'deployment_target: []\n', {
      line: 1,
      says: /deployment_targets/,
    }),
    { what: 'no manifest', changes: { [manifest]: null }, file: manifest, lines: null },
    replaced('an unknown component', manifest, unknown, /mean "shared_ivr"/),
    replaced(
      'an unknown group',
      manifest,
      ['[global_shared]', '[global_share]'],
      /"global_shared"/,
    ),
    replaced('an org twice', manifest, ['[org_parent_001]', '[org_parent_001, org_parent_001]']),
    replaced(
      'an org in two groups',
      manifest,
      ['org_sub_022,', 'org_sub_022, org_parent_001,'],
      /already/,
    ),
    replaced('a name with a slash', manifest, ['group: na_east', 'group: na/east'], /letters/),
    replaced('a group twice', manifest, ['group: eu_central', 'group: na_east'], /twice/),
    replaced(
      'a cycle',
      manifest,
      ['  - group: global_shared', '  - group: global_shared\n    depends_on: [na_east]'],
      /cycle/,
    ),
    replaced('an unknown kind', component, ['kind: strategy', 'kind: stratgey'], /mean "strategy"/),
    replaced(
      'a key twice',
      component,
      ['name: global_support', 'name: global_main'],
      /declared|twice|name/,
    ),
    replaced('an unknown member', component, ['template:', 'templates:'], /mean "template"/),
    ...outside.map(([what, path, says]) => replaced(what, component, [template, path], says)),
  ];
}

function templates(): MalformedCase[] {
  return [
    replaced('an unknown variable', regional, ['{{ENV_REGION}}', '{{ENV_REGOIN}}'], /"ENV_REGION"/),
    replaced('half a variable', regional, ['{{ENV_REGION}}', '{{ENV_REGION}'], /without "}}"/),
    written('no name', queue, 'title: Main\nx: 1\n', { line: 1, says: /needs a `name`/ }),
    replaced('an id', queue, ['enabled: true', 'id: abc'], /leave it out/),
    replaced('a null', queue, ['skill: service', 'skill: null'], /null/),
    replaced(
      'a reference to nothing',
      routing,
      ['queue/regional_main', 'queue/regional_mian'],
      /"[a-z_]+\/queue\/regional_main"/,
    ),
    replaced(
      'a reference with company',
      routing,
      ['{ "ref": "queue/regional_main" }', '{ "ref": "queue/regional_main", "x": 1 }'],
      /stands alone/,
    ),
    replaced(
      'a reference of no kind',
      routing,
      ['queue/regional_main', 'queues/regional_main'],
      /no reference/,
    ),
    replaced(
      'a file',
      queue,
      ['skill: service', 'skill: { file: a.wav, sha256: abc }'],
      /reserved/,
    ),
    replaced('a file alone', queue, ['skill: service', 'skill: { file: a.wav }'], /reserved/),
  ];
}

function policies(): MalformedCase[] {
  const inPolicy = (from: string, to: string, says: RegExp): MalformedCase =>
    replaced(to, policy, [from, to], says);
  return [
    inPolicy('wave_percents: [10, 50, 100]', 'wave_percents: [50, 10, 100]', /ascend/),
    inPolicy('wave_percents: [10, 50, 100]', 'wave_percents: [10, 50]', /must be 100/),
    inPolicy('wave_percents: [10, 50, 100]', 'wave_percents: 100', /a list/),
    inPolicy('stabilization_minutes: 15', 'stabilization_minutes: 0', /more than 0/),
    inPolicy('stabilization_minutes: 15', 'stabilisation_minutes: 15', /"stabilization_minutes"/),
    replaced(
      'a word for a gate that is misspelt',
      policy,
      ['plan: { production: when_sensitive, default: never }', 'plan: alway'],
      /mean "always"/,
    ),
    inPolicy('horizon_minutes: 60', 'horizon_minutes: 1', /must not be shorter/),
    ...tolerances(),
    inPolicy('first_wave_bake_minutes: 15', 'first_wave_bake_minutes: -1', /0/),
    inPolicy('max_parallel_orgs: 1', 'max_parallel_orgs: 1000', /at most 100/),
  ];
}

function tolerances(): MalformedCase[] {
  const tolerance = (to: string, says: RegExp): MalformedCase =>
    replaced(
      `failure_tolerance ${to}`,
      policy,
      ['failure_tolerance: 0', `failure_tolerance: ${to}`],
      says,
    );
  return [
    tolerance('0.5', /whole number/),
    tolerance('-1', /whole number/),
    tolerance('10 percent', /"10%"/),
    tolerance('101%', /"10%"/),
    tolerance('[1]', /such as \{ wave: 2, carrier: 1 \}/),
    tolerance('{ wave: all }', /"10%"/),
    tolerance('{ waves: 1 }', /"waves"\. Did you mean "wave"/),
    tolerance('{ carrier: { carrier_birk: 1 } }', /unknown carrier "carrier_birk".*carrier_birch/),
    tolerance('{ group: { eu: 1 } }', /unknown group "eu"/),
    tolerance('{ group: { default: none } }', /"10%"/),
    tolerance('{ strict: maybe }', /true or false/),
  ];
}

function environments(): MalformedCase[] {
  const here = (what: string, from: string, to: string, says: RegExp): MalformedCase =>
    replaced(what, staging, [from, to], says);
  return [
    here(
      'an org neither here nor not',
      'orgs:\n  org_parent_001:',
      'orgs:\n  org_parent_01:',
      /neither mapped/,
    ),
    here('an unknown org', 'org_sub_041,', 'org_sub_041, org_sub_042,', /no org "org_sub_042"/),
    here(
      'a parent that is not here',
      'parent: org_parent_001',
      'parent: org_parent_01',
      /"org_parent_001"/,
    ),
    here('two orgs that are one', 'gc-stage-002', 'gc-stage-hub', /already/),
    here('no time zone', 'Europe/Berlin', 'Europe/Berlln', /time zone/),
    here('no URL', 'http://127.0.0.1:4010', 'platform', /URL/),
    here('credentials in a URL', 'http://127', 'http://dana:pw@127', /credentials/),
    here('a secret for its reference', 'file:staging/org_parent_001', 'hunter2', /never a secret/),
    here('a variable in a variable', 'ENV_NAME: staging', "ENV_NAME: '{{ORG}}'", /not replaced/),
    here('a variable in small letters', 'ENV_NAME: staging', 'Env_Name: staging', /capitals/),
    here('a variable that nobody uses', 'ENV_NAME: staging', 'ENV_NAME: staging, OLD: 1', /unused/),
    here(
      'a group variable that nobody uses',
      'ENV_REGION: us_east',
      'ENV_REGION: us_east, OLD: 1',
      /unused/,
    ),
    here(
      'a secret in a variable',
      'ENV_NAME: staging',
      'ENV_NAME: staging, SIP_PASSWORD: hunter2',
      /secret/,
    ),
    here(
      'a promotion from nowhere',
      'simulated: true',
      'simulated: true\npromotes_from: stagin',
      /"staging"/,
    ),
    here('an unknown group', '  na_east:', '  na_west:', /"na_east"/),
    here(
      'plain HTTP',
      'simulated: true\nplatforms: { guide: { base_url: http://127.0.0.1:4010',
      'simulated: false\nplatforms: { guide: { base_url: http://platform.example',
      /https/,
    ),
  ];
}

function literals(): MalformedCase[] {
  const inQueue = (what: string, value: string, says: RegExp): MalformedCase =>
    replaced(what, queue, ['skill: service', value], says);
  return [
    inQueue('a platform id', 'skill: 3f2b8c1e-9d4a-4c7b-8e55-0a1b2c3d4e5f', /ref: kind\/name/),
    inQueue('a real org id', "skill: 'of gc-prod-002'", /ref: kind\/name/),
    inQueue('an id for a reference', 'flowId: flow_0001', /ref: kind\/name/),
    inQueue('a phone number', "skill: '+4930123456'", /\{\{SUPPORT_NUMBER\}\}/),
    inQueue('a telephone URI', "skill: 'tel:+1-800-555-0199'", /\{\{SUPPORT_NUMBER\}\}/),
    inQueue('a URL', 'skill: https://api.carrier.example/v2', /\{\{SIP_HOST\}\}/),
    inQueue('an IP address', 'skill: 10.20.30.40', /\{\{SIP_HOST\}\}/),
    inQueue('a password', 'sipPassword: hunter2', /stays on the platform/),
    inQueue('a key', ['skill: AKIA', 'IOSFODNN7EXAMPLE'].join(''), /stays on the platform/),
  ];
}

function folders(): MalformedCase[] {
  const link = (what: string, file: string, from: string): MalformedCase => ({
    what: `${file} is ${what}`,
    changes: (root) => {
      rmSync(join(root, file), { recursive: true });
      symlinkSync(from, join(root, file));
    },
    file,
    lines: null,
    says: /not a regular file/,
  });
  const misnamed = (file: string, says: RegExp): MalformedCase =>
    written('misnamed', file, 'a: 1\n', { line: null, says });
  return [
    link('a link', queue, '/etc/hostname'),
    link('a link to nothing', manifest, 'nothing'),
    link('a link to itself', staging, 'staging.yaml'),
    link('a link to a folder', 'templates/global_queues', '/etc'),
    link('a link to a folder', 'components', '/etc'),
    {
      what: 'a folder for a file',
      changes: (root) => {
        renameSync(join(root, policy), join(root, 'policy.old'));
        mkdirSync(join(root, policy));
      },
      file: policy,
      lines: null,
      says: /not a regular file/,
    },
    misnamed('policy.yml', /name it policy\.yaml/),
    misnamed('operations.json', /name it operations\.yaml/),
    misnamed('components/more.yml', /is not read/),
    misnamed('environments/more than this.yaml', /is not read/),
    misnamed('components/deeper/more.yaml', /is not read/),
    written('inherited by every object', 'environments/toString.yaml', '[]', { line: 1 }),
    written('inherited by every object', 'components/valueOf.yaml', '- 1', { line: 1 }),
  ];
}
