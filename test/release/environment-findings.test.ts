import assert from 'node:assert/strict';

import { environmentOf } from '../../src/release/environment-of.js';
import { BadReleaseError } from '../../src/release/port.js';
import { assertOnly, edited, findingsOf, releaseOf } from './fixture.js';

const file = 'environments/test.yaml';

describe('findings of an environment', () => {
  it('an org that is neither mapped nor in not_here', () => {
    const findings = findingsOf(edited(file, '[sub_2]', '[]'));
    assertOnly(findings, { file, line: 5, path: 'orgs', message: /"sub_2" is neither mapped/ });
  });

  it('an org that the manifest does not know', () => {
    const findings = findingsOf(edited(file, '[sub_2]', '[sub_2, sub_3]'));
    const message = /no org "sub_3".*Did you mean/;
    assertOnly(findings, { file, line: 8, path: 'not_here[1]', message });
  });

  it('an org that is mapped and not here', () => {
    const findings = findingsOf(edited(file, '[sub_2]', '[sub_2, sub_1]'));
    assertOnly(findings, { file, line: 8, path: 'not_here[1]', message: /mapped, too/ });
  });

  it('a parent that is not mapped', () => {
    const findings = findingsOf(edited(file, 'parent: hub', 'parent: hubb'));
    assertOnly(findings, { file, line: 7, path: 'orgs.sub_1.parent', message: /mean "hub"/ });
  });

  it('two orgs that are one', () => {
    const findings = findingsOf(edited(file, 'real-1', 'real-hub'));
    assertOnly(findings, { file, line: 7, path: 'orgs.sub_1.org_id', message: /already "hub"/ });
  });

  it('what is of the wrong form hides nothing that is wrong beside it', () => {
    const { [file]: text } = edited(file, 'real-1', 'real-hub');
    const broken = (text ?? '')
      .replace('time_zone: Europe/Berlin, credentials: "file:test/hub"', 'time_zone: Berlin')
      .replace('WEIGHT: 100', 'WEIGHT: [100]');
    const findings = findingsOf({ [file]: broken });
    assert.deepEqual(
      findings.map(({ line, path }) => `${line} ${path}`),
      [
        '6 orgs.hub.credentials',
        '6 orgs.hub.time_zone',
        '7 orgs.sub_1.org_id',
        '7 orgs.sub_1.variables.WEIGHT',
      ],
    );
  });

  it('a group that the manifest does not know', () => {
    const findings = findingsOf(edited(file, 'groups: { region:', 'groups: { regoin:'));
    assertOnly(findings, { file, line: 4, path: 'groups.regoin', message: /mean "region"/ });
  });

  it('a secret in the place of its reference, without repeating it', () => {
    const [finding, ...others] = findingsOf(edited(file, '"file:test/hub"', 'hunter2'));
    assert.equal(finding?.path, 'orgs.hub.credentials');
    assert.match(finding.message, /never a secret/);
    assert.ok(!JSON.stringify([finding, others]).includes('hunter2'));
  });

  const sub = (credentials: string): string =>
    Object.values(edited(file, '"file:test/sub_1"', `"${credentials}"`))[0] ?? '';

  it('a reference that nobody can read, without repeating it', () => {
    for (const credentials of ['hunter:two', 'env:hunter-2', 'vault:hunter2', 'aws:arn:hunter2']) {
      const findings = findingsOf({ [file]: sub(credentials) });
      const message = /has no known scheme; known are: env:|write (env|vault|aws):/;
      assertOnly(findings, { file, line: 7, path: 'orgs.sub_1.credentials', message });
      assert.ok(!JSON.stringify(findings).includes('hunter'));
    }
    releaseOf({ [file]: sub('vault:team%2Fkv/prod/sub_1#genesys') });
    releaseOf({
      [file]: sub('aws:arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b-AbCdEf'),
    });
  });

  it('two orgs with one reference to credentials', () => {
    const findings = findingsOf({ [file]: sub('file:test/hub') });
    const message = /those of "hub", too: give each org an OAuth client of its own/;
    assertOnly(findings, { file, line: 7, path: 'orgs.sub_1.credentials', message });
  });

  it('one reference for different real orgs of two environments; the same org may share it', () => {
    const other = 'environments/zone.yaml';
    const sound = Object.values(edited(file, 'WEIGHT: 90', 'WEIGHT: 90'))[0] ?? '';
    releaseOf({ [other]: sound });
    const findings = findingsOf({ [other]: sound.replace('real-1', 'real-2') });
    const message = /those of "sub_1" of test, too/;
    assertOnly(findings, { file: other, line: 7, path: 'orgs.sub_1.credentials', message });
  });

  it('a forecast that is neither of any hour nor of each of a day', () => {
    const findings = findingsOf(
      edited(file, 'parent: hub,', 'parent: hub, calls_per_hour: [10, 20],'),
    );
    const message = /each of the 24 hours of the org’s day/;
    assertOnly(findings, { file, line: 7, path: 'orgs.sub_1.calls_per_hour', message });
  });

  it('a time zone, a URL and a variable that are none', () => {
    const changes = {
      [file]: Object.values(edited(file, 'http://127.0.0.1:4010/', 'not a url'))[0]
        ?.replace('Europe/Berlin', 'Europe/Nowhere')
        .replace('WEIGHT: 90', 'weight: 90') as string,
    };
    assert.deepEqual(
      findingsOf(changes).map(({ line, path }) => `${line} ${path}`),
      ['2 platforms.guide.base_url', '3 variables.weight', '6 orgs.hub.time_zone'],
    );
  });

  it('no TLS where it is not simulated', () => {
    const plain = Object.values(edited(file, 'simulated: true', 'simulated: false'))[0] ?? '';
    for (const address of ['http://platform.example', 'HTTP://platform.example']) {
      const text = plain.replace('http://127.0.0.1:4010', address);
      const findings = findingsOf({ [file]: text });
      // Once, however many orgs there are.
      const path = 'platforms.guide.base_url';
      assertOnly(findings, { file, line: 2, path, message: /need https/ });
    }
  });

  it('an environment to be promoted from that does not exist', () => {
    const change = edited(file, 'simulated: true', 'simulated: true\npromotes_from: tset');
    const message = /unknown environment "tset"/;
    assertOnly(findingsOf(change), { file, line: 2, path: 'promotes_from', message });
  });

  it('environments that promote from each other', () => {
    const one = Object.values(
      edited(file, 'simulated: true', 'simulated: true\npromotes_from: more'),
    )[0] as string;
    const more = one.replace('promotes_from: more', 'promotes_from: test');
    const findings = findingsOf({ [file]: one, 'environments/more.yaml': more });
    const message = /cycle of promotions: more → test → more/;
    const where = { file: 'environments/more.yaml', line: 2, path: 'promotes_from' };
    assertOnly(findings, { ...where, message });
  });

  it('a file that would be overlooked', () => {
    const where = { file: 'environments/more.yml', line: null, path: '' };
    assertOnly(findingsOf({ [where.file]: 'a: 1' }), { ...where, message: /is not read/ });
  });

  it('is found by name, or the known ones are listed', () => {
    const release = releaseOf();
    assert.equal(environmentOf(release, 'test').name, 'test');
    for (const name of ['tests', 'constructor'])
      assert.throws(
        () => environmentOf(release, name),
        (error: unknown) =>
          error instanceof BadReleaseError && /Known: test/.test(error.findings[0]?.message ?? ''),
      );
  });
});
