import assert from 'node:assert/strict';

import type { JsonObject } from '../../src/domain/json.js';
import { renderOrg } from '../../src/domain/template.js';
import { sampleEnvironment, sampleRelease } from './sample-release.js';

const template = 'templates/main.yaml';

function render(main: JsonObject): ReturnType<typeof renderOrg> {
  const release = sampleRelease({ [template]: main });
  return renderOrg({ release, environment: sampleEnvironment(), org: 'east' });
}

function bodyOf(main: JsonObject): JsonObject | undefined {
  const { resources, findings } = render({ name: 'Main', ...main });
  assert.deepEqual(findings, []);
  return resources.find(({ key }) => key === 'region/queue/main')?.body;
}

function problemsOf(main: JsonObject): string[] {
  const { resources, findings } = render({ name: 'Main', ...main });
  assert.ok(!resources.some(({ key }) => key === 'region/queue/main'), 'left out');
  assert.ok(findings.every(({ file, line }) => file === template && line === null));
  return findings.map(({ path, message }) => `${path}: ${message}`);
}

describe('rendering an org', () => {
  it('replaces variables in text, deep, and keeps the type of one that stands alone', () => {
    const settings = {
      limit: '{{LIMIT}}',
      music: '{{ MUSIC }}',
      say: 'in {{ENV_REGION}}, {{LIMIT}} s',
    };
    assert.deepEqual(bodyOf({ settings, list: ['{{LIMIT}}', [{ a: '{{MUSIC}}' }]] }), {
      name: 'Main',
      settings: { limit: 300, music: true, say: 'in east, 300 s' },
      list: [300, [{ a: true }]],
    });
  });

  it('names resources by full key, in the order of the components', () => {
    const { resources } = render({ name: 'Main {{ENV_REGION}}' });
    assert.deepEqual(
      resources.map(({ key, component, name }) => `${key} ${component} ${name}`),
      ['region/strategy/routing routing Routing', 'region/queue/main routing Main east'],
    );
    assert.deepEqual(resources[0]?.references, ['region/queue/main', 'shared/queue/support']);
  });

  it('completes references of the own group', () => {
    assert.deepEqual(bodyOf({ to: [{ ref: 'trunk/a' }, { ref: 'solo/queue/{{ENV_REGION}}' }] }), {
      name: 'Main',
      to: [{ ref: 'region/trunk/a' }, { ref: 'solo/queue/east' }],
    });
  });

  it('finds unknown variables with a suggestion, wherever they stand', () => {
    const problems = problemsOf({ a: [{ 'b c': 'x {{LIMITS}}' }], d: '{{}}', e: '{{LIMIT' });
    assert.equal(problems.length, 3);
    assert.match(problems[0] ?? '', /^a\[0\]\["b c"\]: .*\{\{LIMITS\}\}.*"LIMIT"/);
    assert.match(problems[1] ?? '', /^d: unknown/);
    assert.match(problems[2] ?? '', /^e: .*without/);
  });

  it('does not mistake what objects inherit for a variable', () => {
    assert.match(problemsOf({ a: '{{constructor}}' })[0] ?? '', /unknown variable/);
  });

  it('refuses null, ids, and variables in member names', () => {
    const problems = problemsOf({ a: { b: [null] }, id: 'x', '{{LIMIT}}': 1 });
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      ['a.b[0]', '["{{LIMIT}}"]', 'id'],
    );
  });

  it('refuses references that are none', () => {
    const problems = problemsOf({
      a: { ref: 'queue' },
      b: { ref: 'phone/x' },
      c: { ref: 'queue/x', weight: 1 },
      d: { ref: 7 },
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      ['a.ref', 'b.ref', 'c', 'd'],
    );
  });

  it('needs a name that is text', () => {
    for (const name of ['', ' ', 7, '{{LIMIT}}'])
      assert.match(problemsOf({ name })[0] ?? '', /^name: a template needs a `name`/);
  });

  it('says that an org is not here', () => {
    const request = { release: sampleRelease(), environment: sampleEnvironment() };
    const { resources, findings } = renderOrg({ ...request, org: 'constructor' });
    assert.deepEqual(resources, []);
    assert.equal(findings[0]?.file, 'environments/test.yaml');
  });
});
