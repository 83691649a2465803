import assert from 'node:assert/strict';

import { assertOnly, edited, findingsOf, releaseOf, soundFiles } from './fixture.js';

const manifest = 'manifest.yaml';
const environment = 'environments/test.yaml';
const routing = 'templates/routing.json';

describe('findings of a configuration', () => {
  it('has none for the sound one', () => {
    const release = releaseOf();
    assert.equal(release.commit, 'c0ffee');
    assert.deepEqual(release.policy.wavePercents, [10, 50, 100]);
    const binding = release.environments['test']?.orgs['sub_1'];
    assert.equal(binding?.baseUrl, 'http://127.0.0.1:4010');
    assert.equal(binding?.variables['ENV_REGION'], 'east');
    assert.equal(binding?.variables['WEIGHT'], 100);
    assert.equal(binding?.variables['ORG_CARRIER'], 'alder');
  });

  it('a missing manifest', () => {
    const findings = findingsOf({ [manifest]: null });
    assertOnly(findings, { file: manifest, line: null, path: '', message: /is missing/ });
  });

  it('a manifest that is no YAML', () => {
    const [finding] = findingsOf({ [manifest]: 'deployment_targets:\n  - group: [\n' });
    assert.equal(finding?.file, manifest);
    assert.ok((finding?.line ?? 0) >= 2);
  });

  it('unknown members, each with a suggestion', () => {
    const findings = findingsOf(edited(manifest, 'org_ids: [hub]', 'org_id: [hub]'));
    assert.deepEqual(
      findings.map(({ line, path }) => ({ line, path })),
      [
        { line: 2, path: 'deployment_targets[0].org_ids' },
        { line: 3, path: 'deployment_targets[0].org_id' },
      ],
    );
    assert.match(findings[1]?.message ?? '', /Did you mean "org_ids"/);
  });

  it('an unknown component', () => {
    const path = 'deployment_targets[1].components[0]';
    const findings = findingsOf(edited(manifest, '[routing]', '[rooting]'));
    assertOnly(findings, { file: manifest, line: 7, path, message: /Did you mean "routing"/ });
  });

  it('an org in two groups', () => {
    const path = 'deployment_targets[1].org_ids[2]';
    const findings = findingsOf(edited(manifest, 'sub_2]', 'sub_2, hub]'));
    assertOnly(findings, { file: manifest, line: 6, path, message: /already in group "shared"/ });
  });

  it('a group that depends on an unknown one', () => {
    const change = edited(manifest, '[routing]\n', '[routing]\n    depends_on: [share]\n');
    const path = 'deployment_targets[1].depends_on[0]';
    const message = /unknown group "share".*"shared"/;
    assertOnly(findingsOf(change), { file: manifest, line: 8, path, message });
  });

  it('a missing template', () => {
    const file = 'components/queues.yaml';
    const findings = findingsOf({ 'templates/support.yaml': null });
    const path = 'resources[0].template';
    assertOnly(findings, { file, line: 2, path, message: /no template "templates\/support.yaml"/ });
  });

  for (const name of [
    'templates/../../etc/passwd.yaml',
    '/etc/passwd.yaml',
    'templates/a\\..\\b.yaml',
  ])
    it(`a template outside: ${name}`, () => {
      const file = 'components/queues.yaml';
      const findings = findingsOf(edited(file, 'templates/support.yaml', JSON.stringify(name)));
      assert.ok(findings.every((finding) => finding.file === file && finding.line === 2));
      assert.match(findings[0]?.message ?? '', /must/);
    });

  it('an unknown variable, said once for all orgs', () => {
    const findings = findingsOf(edited('templates/main.yaml', 'ENV_REGION', 'ENV_REGOIN'));
    const message = /\{\{ENV_REGOIN\}\}.*"ENV_REGION".*\(test: sub_1\)/;
    assertOnly(findings, { file: 'templates/main.yaml', line: 2, path: 'description', message });
  });

  it('a null', () => {
    const findings = findingsOf(edited(routing, '"{{WEIGHT}}"', '"{{WEIGHT}}", "low": null'));
    assertOnly(findings, { file: routing, line: 4, path: 'targets[0].low', message: /null/ });
  });

  it('a template without a name', () => {
    const findings = findingsOf({ 'templates/support.yaml': 'skill: support\n' });
    const message = /needs a `name`/;
    assertOnly(findings, { file: 'templates/support.yaml', line: 1, path: 'name', message });
  });

  it('a reference to nothing, with the closest', () => {
    const findings = findingsOf(edited(routing, 'shared/queue/support', 'shared/queue/suport'));
    const message = /reference to nothing.*"shared\/queue\/support"/;
    assertOnly(findings, { file: routing, line: 5, path: 'targets[1].id', message });
  });

  it('a reference that nobody in an environment can mean', () => {
    const lines = (soundFiles[environment] ?? '').split('\n');
    const text = lines
      .filter((line) => !line.startsWith('  hub:'))
      .join('\n')
      .replace('parent: hub, ', '')
      .replace('[sub_2]', '[sub_2, hub]');
    const message = /in test, where no org of "shared"/;
    const findings = findingsOf({ [environment]: text });
    assertOnly(findings, { file: routing, line: 5, path: 'targets[1].id', message });
  });

  it('a cycle of groups', () => {
    const change = edited(manifest, '[queues]\n', '[queues]\n    depends_on: [region]\n');
    const [finding] = findingsOf(change);
    assert.equal(finding?.file, manifest);
    assert.equal(finding?.line, 2);
    assert.match(finding?.message ?? '', /cycle of groups in test: shared → region → shared/);
  });

  it('a cycle of resources', () => {
    const change = {
      'templates/main.yaml':
        'name: Main\nflow: { ref: strategy/routing }\nregion: "{{ENV_REGION}}"\n',
    };
    const [finding] = findingsOf(change);
    assert.match(finding?.message ?? '', /region\/queue\/main → region\/strategy\/routing → /);
  });

  it('two resources of one name', () => {
    const file = 'components/routing.yaml';
    const again = '  - { kind: queue, name: more, template: templates/main.yaml }\n';
    const findings = findingsOf({ [file]: (soundFiles[file] ?? '') + again });
    const message = /"Main" is the name of region\/queue\/main/;
    assertOnly(findings, { file: 'templates/main.yaml', line: 1, path: 'name', message });
  });

  it('one key declared twice', () => {
    const findings = findingsOf(
      edited('components/routing.yaml', 'strategy, name: routing', 'queue, name: main'),
    );
    assert.match(findings[0]?.message ?? '', /queue\/main is already declared/);
    assert.equal(findings[0]?.line, 3);
  });

  it('a bad policy', () => {
    const text = 'wave_percents: [50, 10, 90]\nfailure_tolerence: 1\ngates: { plan: sometimes }\n';
    const findings = findingsOf({ 'policy.yaml': text });
    assert.deepEqual(
      [...new Set(findings.map(({ line, path }) => `${line} ${path}`))],
      ['1 wave_percents', '2 failure_tolerence', '3 gates.plan'],
    );
    assert.match(findings.at(-2)?.message ?? '', /Did you mean "failure_tolerance"/);
    assert.match(findings.at(-1)?.message ?? '', /when_sensitive/);
  });

  it('several things at once, by file and line', () => {
    const findings = findingsOf({
      ...edited(manifest, '[routing]', '[routing, nothing_like_it]'),
      ...edited('templates/main.yaml', 'ENV_REGION', 'NOBODY_KNOWS'),
      ...edited(environment, 'not_here: [sub_2]', 'not_here: []'),
      'policy.yaml': 'max_parallel_orgs: none\n',
    });
    assert.deepEqual(
      findings.map(({ file, line, path }) => `${file}:${line} ${path}`),
      [
        'environments/test.yaml:5 orgs',
        'manifest.yaml:7 deployment_targets[1].components[1]',
        'policy.yaml:1 max_parallel_orgs',
        'templates/main.yaml:2 description',
      ],
    );
  });
});
