import assert from 'node:assert/strict';
import { silentOrgsWarning } from '../../src/activities/silent-orgs.js';
import { Loaded } from '../../src/planning/loaded.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { releaseOf, soundFiles, type Changes } from '../release/fixture.js';

const environment = 'environments/test.yaml';
const gate = { 'policy.yaml': 'staging_gate: { required_in: [test] }' };

/** The sub lives on Genesys Cloud. */
const MIXED = (soundFiles[environment] ?? '')
  .replace(
    'guide: { base_url: http://127.0.0.1:4010/ }',
    'guide: { base_url: http://127.0.0.1:4010/ }, genesys-cloud: { base_url: "https://api.mypurecloud.de" }',
  )
  .replace('sub_1: { platform: guide', 'sub_1: { platform: genesys-cloud');

function warningOf(changes: Changes): string[] {
  const release = releaseOf(changes);
  const platforms = createPlatforms({ secrets: createSecretProvider({ env: {} }) });
  const { test } = release.environments;
  assert.ok(test !== undefined);
  return silentOrgsWarning(new Loaded({ platforms }, release, test));
}

describe('a staging gate where a platform places no test calls', () => {
  it('is said at the start to bring no pass, with the orgs', () => {
    assert.deepEqual(warningOf({ ...gate, [environment]: MIXED }), [
      'NO PASS TO BE HAD: test requires the staging gate, and the platforms of sub_1 (genesys-cloud) place no test calls',
    ]);
  });

  it('is no matter where all do, or where no gate is required', () => {
    assert.deepEqual(warningOf(gate), []);
    assert.deepEqual(warningOf({ [environment]: MIXED }), []);
  });
});
