import type { MalformedCase } from './case.js';
import { replaced, written } from './case.js';

const operations = 'operations.yaml';
const policy = 'policy.yaml';
const staging = 'environments/staging.yaml';
const routing = 'components/regional_routing.yaml';
const key = `ssh-ed25519 ${'A'.repeat(68)}`;

/** What people decide about, and what an environment or a move changes of a release. */
export const operationsCases: readonly MalformedCase[] = [
  ...inItself(),
  ...againstTheRelease(),
  ...overrides(),
  ...moves(),
  ...gates(),
  ...unused(),
];

/** The third line is where each of these goes wrong. */
function third(what: string, text: string, says: RegExp): MalformedCase {
  return written(what, operations, text, { line: 3, says });
}

function inItself(): MalformedCase[] {
  const freeze = 'freezes:\n  - name: peak\n    ';
  return [
    written('empty', operations, '', { line: 1, says: /is empty/ }),
    third(
      'a freeze of no name',
      'people: {}\nfreezes:\n  - { from: 2026-11-27, to: 2026-11-28 }\n',
      /is missing/,
    ),
    third('a freeze until before it', `${freeze}to: 2026-01-01\n    from: 2026-01-02\n`, /later/),
    third('a day that no month has', `${freeze}from: 2026-02-30\n    to: 2027-01-01\n`, /local/),
    third(
      'a private key',
      'people:\n  lee:\n    ssh_keys: [-----BEGIN OPENSSH PRIVATE KEY-----]\n',
      /public SSH key/,
    ),
    third(
      'a key of two people',
      `people:\n  lee: { ssh_keys: ['${key}'] }\n  kim: { ssh_keys: ['${key}'] }\n`,
      /"lee", too/,
    ),
    third(
      'an approver whom nobody knows',
      'people: { lee: {} }\napprovals:\n  - { approvers: [leo] }\n',
      /"lee"/,
    ),
    third(
      'nobody who could sign',
      'people: { lee: {} }\napprovals:\n  - { not_the_requester: true }\n',
      /with ssh_keys/,
    ),
    third('a gate of no name', 'people: {}\napprovals:\n  - gate: expansoin\n', /"expansion"/),
    third('no days', 'business_hours:\n  - name: office\n    days: [monday]\n', /mon/),
    third('stopped by nobody', 'stop_the_line:\n  reason: fire\n  by:\n', /is empty/),
  ];
}

function againstTheRelease(): MalformedCase[] {
  const accepts = (what: string, put: string, says: RegExp): MalformedCase =>
    replaced(what, operations, ['production: tag', put], says);
  return [
    accepts('an unknown environment', 'prodution: tag', /"production"/),
    accepts('an unknown word', 'production: tags', /mean "tag"/),
    third(
      'an org that is not there',
      'people: {}\nheld_back:\n  - { org: org_sub_042, reason: x }\n',
      /unknown org/,
    ),
    {
      what: 'operations.yaml beside a release that is wrong',
      changes: { 'manifest.yaml': 'hello\n', [operations]: 'accept: {}\n' },
      file: operations,
      lines: [1, 1],
      says: /mean "accepts"/,
    },
  ];
}

function overrides(): MalformedCase[] {
  const targets = 'strategy/regional_routing: { targets:';
  const here = (what: string, put: string, says: RegExp): MalformedCase =>
    replaced(`an override ${what}`, staging, ['groups:', `overrides: { ${put} }\ngroups:`], says);
  return [
    here('of nothing', 'queue/regional_mian: { a: 1 }', /"queue\/regional_main"/),
    here('without a key', 'regional_main: { a: 1 }', /kind\/name/),
    here('that changes nothing', 'queue/regional_main: { enabled: true }', /changes nothing/),
    here('with a variable of no name', "queue/regional_main: { a: '{{ENV_NAEM}}' }", /ENV_NAME/),
    here('with a secret', 'queue/regional_main: { password: hunter2 }', /secret/),
    here('of a list that is not there', "queue/regional_main: { a: { '[x]': null } }", /no list/),
    here('of an element that is not there', `${targets} { '[x]': null } }`, /no element/),
    here('of an element by its value', `${targets} { '[ref:queue~1regional_main]': 3 } }`, /null/),
  ];
}

function moves(): MalformedCase[] {
  const from = (what: string, put: string, says: RegExp): MalformedCase =>
    replaced(
      `moved from ${what}`,
      routing,
      ['name: regional_main', `name: regional_main\n    moved_from: [${put}]`],
      says,
    );
  return [
    from('nothing', '', /must name something/),
    from('half a key', 'queue/regional_old', /full key/),
    from('another kind', 'na_east/flow/regional_old', /a kind cannot change/),
    from('what is still there', 'global_shared/queue/global_main', /still declared/),
  ];
}

function gates(): MalformedCase[] {
  const plan = 'plan: { production: when_sensitive, default: never }';
  const inPolicy = (what: string, put: string, says: RegExp): MalformedCase =>
    replaced(what, policy, [plan, put], says);
  return [
    inPolicy('a gate of a misspelt word', 'plan: { production: alway }', /mean "always"/),
    inPolicy('a gate in no environment', 'plan: { prodution: always }', /mean "production"/),
    inPolicy('a sensitive path of no form', 'also: [{ path: capacity }]', /a path as plans show/),
    inPolicy('a sensitive path of no kind', 'also: [{ kind: trunks, path: /a }]', /mean "trunk"/),
    replaced(
      'a ticket for no environment',
      policy,
      ['max_parallel', 'change: { required_in: [prod] }\nmax_parallel'],
      /unknown environment/,
    ),
    replaced(
      'a ticket of no form',
      policy,
      ['max_parallel', "change: { pattern: 'CHG-(' }\nmax_parallel"],
      /not a regular expression/,
    ),
  ];
}

function unused(): MalformedCase[] {
  const left = (file: string, text: string, says: RegExp): MalformedCase =>
    written('left over', file, text, { line: null, says });
  return [
    {
      ...left('components/old_trunks.yaml', 'resources: []\n', /no group of manifest\.yaml/),
      lines: [1, 1],
    },
    left('templates/local_trunks/old_one.yaml', 'name: Old\n', /no component names/),
  ];
}
