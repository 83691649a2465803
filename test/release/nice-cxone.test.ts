import assert from 'node:assert/strict';
import { ownMember } from '../../src/domain/own-member.js';
import type { OrgBinding } from '../../src/domain/release-model.js';
import { assertOnly, findingsOf, releaseOf, soundFiles } from './fixture.js';

const file = 'environments/test.yaml';
const HOME = 'https://cxone.niceincontact.com';
const LOGIN = 'https://eu1.nice-incontact.com';

/** The sound environment with its orgs on NICE CXone. */
function onCxone(platform: string): string {
  return (soundFiles[file] ?? '')
    .replace('guide: { base_url: http://127.0.0.1:4010/ }', `nice-cxone: { ${platform} }`)
    .replaceAll('platform: guide', 'platform: nice-cxone');
}

function bindingOf(text: string, org: string): OrgBinding {
  const { orgs } = releaseOf({ [file]: text }).environments['test'] ?? { orgs: {} };
  return ownMember(orgs, org) ?? assert.fail(`no ${org}`);
}

describe('an environment on NICE CXone', () => {
  it('tells where tenants are looked up, which is where tokens are asked for as well', () => {
    const { platform, baseUrl, loginUrl } = bindingOf(onCxone(`base_url: ${HOME}`), 'sub_1');
    assert.deepEqual([platform, baseUrl, loginUrl], ['nice-cxone', HOME, undefined]);
  });

  it('may ask for tokens in a region', () => {
    const text = onCxone(`base_url: ${HOME}, login_url: ${LOGIN}`);
    assert.equal(bindingOf(text, 'sub_1').loginUrl, LOGIN);
  });

  it('may have tenants of several regions, each with its login', () => {
    const there = 'https://au1.nice-incontact.com';
    const text = onCxone(`base_url: ${HOME}, login_url: ${LOGIN}`).replace(
      'org_id: real-1,',
      `org_id: real-1, login_url: ${there},`,
    );
    assert.equal(bindingOf(text, 'hub').loginUrl, LOGIN);
    const { baseUrl, loginUrl } = bindingOf(text, 'sub_1');
    assert.deepEqual([baseUrl, loginUrl], [HOME, there]);
    const real = text.replace('simulated: true', 'simulated: false').replace(there, 'http://au1');
    const path = 'orgs.sub_1.login_url';
    assertOnly(findingsOf({ [file]: real }), { file, line: 7, path, message: /https/ });
    const guide = (soundFiles[file] ?? '').replace(
      'org_id: real-1,',
      `org_id: real-1, login_url: ${there},`,
    );
    assertOnly(findingsOf({ [file]: guide }), { file, line: 7, path, message: /no other login/ });
  });

  it('sends credentials in the clear to nobody', () => {
    const text = onCxone(`base_url: ${HOME}, login_url: http://eu1.example.com`);
    const path = 'platforms.nice-cxone.login_url';
    const findings = findingsOf({ [file]: text.replace('simulated: true', 'simulated: false') });
    assertOnly(findings, { file, line: 2, path, message: /https/ });
  });

  it('has to say where it is', () => {
    const text = onCxone('').replace('nice-cxone: {  }', '');
    const [first] = findingsOf({ [file]: text });
    assert.match(first?.message ?? '', /platforms.nice-cxone is missing/);
  });
});
