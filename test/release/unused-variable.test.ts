import assert from 'node:assert/strict';

import { edited, findingsOf } from './fixture.js';

const file = 'environments/test.yaml';

function placesOf(changes: Parameters<typeof findingsOf>[0]): string[] {
  return findingsOf(changes).map(({ file, line, path }) => `${file}:${line} ${path}`);
}

describe('an unused variable', () => {
  it('of the environment, a group or an org is a finding', () => {
    assert.deepEqual(placesOf(edited(file, 'WEIGHT: 90', 'WEIGHT: 90, MORE: 1')), [
      `${file}:3 variables.MORE`,
    ]);
    assert.deepEqual(placesOf(edited(file, 'ENV_REGION: east', 'ENV_REGION: east, MORE: 1')), [
      `${file}:4 groups.region.variables.MORE`,
    ]);
    assert.deepEqual(placesOf(edited(file, 'WEIGHT: 100', 'WEIGHT: 100, MORE: 1')), [
      `${file}:7 orgs.sub_1.variables.MORE`,
    ]);
  });

  it('of a group is not saved by another group that uses it', () => {
    const groups = 'groups: { shared: { variables: { WEIGHT: 5 } }, region:';
    assert.deepEqual(placesOf(edited(file, 'groups: { region:', groups)), [
      `${file}:4 groups.shared.variables.WEIGHT`,
    ]);
  });

  it('is not said of a name that a template misspells: that is said already', () => {
    const places = placesOf(edited('templates/main.yaml', 'ENV_REGION', 'ENV_REGOIN'));
    assert.deepEqual(places, ['templates/main.yaml:2 description']);
  });

  it('is not said where a template could not be read', () => {
    const places = placesOf({ 'templates/main.yaml': 'name: [\n' });
    assert.ok(places.every((place) => place.startsWith('templates/main.yaml')));
  });

  it('that holds a secret is one, too', () => {
    const change = edited(file, 'WEIGHT: 90', 'WEIGHT: 90, SIP_PASSWORD: hunter2');
    const findings = findingsOf(change).filter(({ message }) => message.includes('secret'));
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['variables.SIP_PASSWORD'],
    );
    assert.ok(!JSON.stringify(findings).includes('hunter2'));
  });
});
