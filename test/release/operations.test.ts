import assert from 'node:assert/strict';

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { noOperations } from '../../src/domain/operations.js';
import type { Operations } from '../../src/domain/operations.js';
import type { Finding } from '../../src/domain/release-model.js';
import { compileRelease } from '../../src/release/compile.js';
import { compileOperations } from '../../src/release/operations.js';
import { isReleaseFile } from '../../src/release/source-file.js';
import {
  assertOnly,
  layOver,
  projectRoot,
  releaseOf,
  removeFolders,
  temporaryFolder,
} from './fixture.js';

const file = 'operations.yaml';
const key = `ssh-ed25519 ${'A'.repeat(68)}`;

function compile(text: string, release = releaseOf()): ReturnType<typeof compileOperations> {
  return compileOperations({ bytes: new TextEncoder().encode(text) }, release);
}

function operationsOf(text: string): Operations {
  const result = compile(text);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.findings, null, 1));
  return result.operations;
}

function findingsOf(text: string): readonly Finding[] {
  const result = compile(text);
  assert.ok(!result.ok, 'expected findings');
  return result.findings;
}

describe('operations.yaml', () => {
  after(removeFolders);

  it('is read with every default filled in', () => {
    assert.deepEqual(operationsOf('{}'), noOperations);
    const operations = operationsOf(`accepts: { test: signed_tag }
people:
  lee: { ssh_keys: ["${key} lee@desk"] }
  kim: { ssh_keys: ["${key.replace('AAAA', 'BBBB')}"] }
approvals:
  - { environment: test, gate: expansion, region: east, approvers: [lee, kim], people: 2, expires_minutes: 240 }
freezes:
  - { name: black_friday, from: "2026-11-27T00:00", to: 2026-12-01, orgs: [sub_1], groups: [region] }
business_hours:
  - { name: office, environments: [test], days: [mon, fri], from: "22:00", to: "24:00", deploy: outside }
held_back: [{ org: sub_2, reason: migration, until: 2026-12-01 }]
stop_the_line: { by: dana, reason: incident 4711 }
`);
    assert.deepEqual(operations.accepts, { test: 'signed_tag' });
    assert.deepEqual(operations.people['lee'], { sshKeys: [`${key} lee@desk`] });
    assert.deepEqual(operations.approvals, [
      {
        environment: 'test',
        gate: 'expansion',
        region: 'east',
        approvers: ['lee', 'kim'],
        people: 2,
        signed: false,
        notTheRequester: false,
        expiresMinutes: 240,
      },
    ]);
    assert.deepEqual(operations.freezes[0]?.to, '2026-12-01');
    assert.deepEqual(operations.businessHours[0], {
      name: 'office',
      days: ['mon', 'fri'],
      fromMinute: 1320,
      toMinute: 1440,
      deploy: 'outside',
      environments: ['test'],
      regions: null,
      groups: null,
      orgs: null,
    });
    assert.equal(operations.heldBack[0]?.until, '2026-12-01');
    assert.deepEqual(operations.stopTheLine, { by: 'dana', reason: 'incident 4711' });
  });

  it('names nobody and nothing that does not exist', () => {
    const findings = findingsOf(`accepts:
  tset: tag
people: { lee: {} }
approvals:
  - approvers: [leo]
    region: eats
  - environment: constructor
freezes:
  - { name: a, from: 2026-01-01, to: 2026-01-02, orgs: [hub, sub_3], groups: [regoin] }
held_back:
  - { org: sub_9, reason: x }
`);
    assert.deepEqual(
      findings.map(({ line, path }) => `${line} ${path}`),
      [
        '2 accepts.tset',
        '5 approvals[0].approvers[0]',
        '6 approvals[0].region',
        '7 approvals[1].environment',
        '9 freezes[0].orgs[1]',
        '9 freezes[0].groups[0]',
        '11 held_back[0].org',
      ],
    );
    assert.match(findings[0]?.message ?? '', /unknown environment "tset".*"test"/);
    assert.match(findings[1]?.message ?? '', /unknown person "leo".*"lee"/);
  });

  it('has no rule that one person under two spellings would have to satisfy', () => {
    const other = key.replace('AA', 'BB');
    const text = `people: { lee: { ssh_keys: ["${key}"] }, Lee: { ssh_keys: ["${other}"] } }\napprovals: [{ approvers: [lee, Lee], people: 2 }]\n`;
    const [finding] = findingsOf(text);
    assert.match(finding?.message ?? '', /asks for 2 people with ssh_keys, but only 1 could/);
  });

  it('has no rule that nobody could satisfy', () => {
    const at = { file, line: 4, path: 'approvals[0]' };
    const people = `people:\n  lee: { ssh_keys: ["${key}"] }\n  kim: {}\n`;
    const message = /asks for 2 people with ssh_keys, but only 1 could approve/;
    assertOnly(findingsOf(`${people}approvals: [{ people: 2 }]`), { ...at, message });
    const twice = `${people}approvals: [{ people: 2, approvers: [lee, lee] }]`;
    assert.equal(findingsOf(twice)[0]?.path, 'approvals[0]');
  });

  it('tells of such a rule also where another one is of the wrong form', () => {
    const people = `people:\n  lee: { ssh_keys: ["${key}"] }\n`;
    const findings = findingsOf(`${people}approvals: [{ people: 2 }, { gate: plan, people: two }]`);
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['approvals[0]', 'approvals[1].people'],
    );
  });

  it('leaves no region to anybody where others have approvers', () => {
    const text = `people: { lee: {} }
approvals:
  - { environment: test, gate: plan, region: east, approvers: [lee] }
`;
    const environments = releaseOf().environments;
    const { orgs, ...test } = environments['test'] ?? assert.fail();
    const [first] = Object.entries(orgs);
    assert.ok(first);
    const west = { ...orgs, west: { ...first[1], org: 'west', region: 'west' } };
    const release = { ...releaseOf(), environments: { test: { ...test, orgs: west } } };
    assert.ok(compile(text).ok);
    const result = compile(text, release);
    assert.ok(!result.ok);
    assertOnly(result.findings, {
      file,
      line: 3,
      path: 'approvals[0].region',
      message:
        /leaves west of test to one approval by anybody \(gates: plan\)\. Add entries for them/,
    });
    assert.ok(compile(`${text}  - { gate: plan, approvers: [lee] }\n`, release).ok);
  });

  it('gives no key to two people', () => {
    const text = `people:\n  lee: { ssh_keys: ["${key} a"] }\n  kim:\n    ssh_keys:\n      - ${key} b\n`;
    const where = { file, line: 5, path: 'people.kim.ssh_keys[0]' };
    assertOnly(findingsOf(text), { ...where, message: /key of "lee", too/ });
  });

  it('has real times, and freezes that end after they begin', () => {
    const entry = (from: string, to: string): string =>
      `freezes:\n  - name: a\n    from: "${from}"\n    to: "${to}"\n`;
    for (const bad of ['2026-02-30', '2026-01-01T24:00', '2026-01-01 08:00', 'tomorrow', ''])
      assertOnly(findingsOf(entry(bad, '2027-01-01')), {
        file,
        line: 3,
        path: 'freezes[0].from',
        message: /local time such as/,
      });
    assertOnly(findingsOf(entry('2026-01-01', '2026-01-01')), {
      file,
      line: 4,
      path: 'freezes[0].to',
      message: /later than `from`/,
    });
  });

  it('is checked in itself where the release cannot be read', () => {
    const text = 'held_back: [{ org: sub_9, reason: x }]';
    const bytes = new TextEncoder().encode(text);
    assert.ok(compileOperations({ bytes }, null).ok);
    assert.ok(!compile(text).ok);
    assert.equal(findingsOf('freezes: [')[0]?.line, 1);
  });

  it('is as the documentation shows it', () => {
    const page = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
    const [, example = ''] = /```yaml\n(accepts:[^]*?)```/.exec(page) ?? [];
    const folder = temporaryFolder();
    layOver(folder, []);
    const files = new Map(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => isReleaseFile(path))
        .map((path) => [path, { bytes: readFileSync(join(folder, path)) }] as const),
    );
    const sample = compileRelease({ commit: 'c0ffee', files });
    assert.ok(sample.ok);
    const result = compile(example, sample.release);
    assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.findings, null, 1));
    assert.equal(result.operations.approvals[0]?.people, 2);
    assert.equal(result.operations.stopTheLine?.by, 'dana');
  });
});
