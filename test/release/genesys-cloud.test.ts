import assert from 'node:assert/strict';
import { ownMember } from '../../src/domain/own-member.js';
import type { OrgBinding } from '../../src/domain/release-model.js';
import { assertOnly, findingsOf, releaseOf, soundFiles } from './fixture.js';

const file = 'environments/test.yaml';
const API = 'https://api.mypurecloud.de';

/** The sound environment with its orgs on Genesys Cloud. */
function onGenesys(platform: string, org = ''): string {
  return (soundFiles[file] ?? '')
    .replace('guide: { base_url: http://127.0.0.1:4010/ }', `genesys-cloud: { ${platform} }`)
    .replaceAll('platform: guide', 'platform: genesys-cloud')
    .replace('carrier: alder,', `carrier: alder, ${org}`);
}

function bindingOf(text: string, org: string): OrgBinding {
  const { orgs } = releaseOf({ [file]: text }).environments['test'] ?? { orgs: {} };
  return ownMember(orgs, org) ?? assert.fail(`no ${org}`);
}

describe('an environment on Genesys Cloud', () => {
  it('tells where the API is; the login follows from it', () => {
    const { platform, baseUrl, loginUrl } = bindingOf(onGenesys(`base_url: ${API}`), 'sub_1');
    assert.deepEqual([platform, baseUrl, loginUrl], ['genesys-cloud', API, undefined]);
  });

  it('may name another login, which is not that of an org in another region', () => {
    const here = 'https://api.usw2.pure.cloud';
    const text = onGenesys(
      `base_url: ${API}, login_url: https://login.example.com`,
      `base_url: ${here},`,
    );
    const hub = bindingOf(text, 'hub');
    assert.deepEqual([hub.baseUrl, hub.loginUrl], [here, undefined]);
    const sub = bindingOf(text, 'sub_1');
    assert.deepEqual([sub.baseUrl, sub.loginUrl], [API, 'https://login.example.com']);
  });

  it('has to say where it is', () => {
    const text = onGenesys('').replace('genesys-cloud: {  }', '');
    const [first] = findingsOf({ [file]: text });
    assert.match(first?.message ?? '', /platforms.genesys-cloud is missing/);
  });

  it('sends credentials in the clear to nobody', () => {
    const real = (text: string): string => text.replace('simulated: true', 'simulated: false');
    const plain = real(onGenesys(`base_url: ${API}, login_url: http://login.example.com`));
    const path = 'platforms.genesys-cloud.login_url';
    assertOnly(findingsOf({ [file]: plain }), { file, line: 2, path, message: /https/ });
    const org = real(onGenesys(`base_url: ${API}`, 'base_url: http://api.example.com,'));
    const message = /https/;
    assertOnly(findingsOf({ [file]: org }), { file, line: 6, path: 'orgs.hub.base_url', message });
  });
});
