import assert from 'node:assert/strict';

import { assertOnly, edited, findingsOf } from './fixture.js';

const old = 'components/old.yaml';
const resource = '{ kind: queue, name: old, template: templates/old.yaml }';

describe('an unused file', () => {
  it('is a component that no group has; what it names is not one more', () => {
    assertOnly(findingsOf({ [old]: `resources: [${resource}]`, 'templates/old.yaml': 'name: O' }), {
      file: old,
      line: 1,
      path: '',
      message: /no group of manifest\.yaml has this component/,
    });
  });

  it('is a template that no component names', () => {
    const template = 'templates/deep/old.json';
    assertOnly(findingsOf({ [template]: '{}' }), {
      file: template,
      line: null,
      path: '',
      message: /no component names this template/,
    });
  });

  it('is not what a misspelt name means: that is said already', () => {
    const files = (changes: Parameters<typeof findingsOf>[0]): string[] =>
      findingsOf(changes).map(({ file }) => file);
    const misspelt = edited('manifest.yaml', '[routing]', '[routign]');
    assert.deepEqual(files(misspelt), ['manifest.yaml']);
    const template = edited('components/queues.yaml', 'support.yaml', 'suport.yaml');
    assert.deepEqual(files(template), ['components/queues.yaml']);
  });

  it('is not said where a component cannot be read', () => {
    const findings = findingsOf({ 'components/routing.yaml': 'resources: 1' });
    assert.ok(findings.every(({ file }) => !file.startsWith('templates/')));
  });
});
