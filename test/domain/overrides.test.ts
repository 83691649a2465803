import assert from 'node:assert/strict';
import * as fc from 'fast-check';

import type { Json, JsonObject } from '../../src/domain/json.js';
import { applyOverride } from '../../src/domain/overrides.js';
import type { Environment, ResourceOverride } from '../../src/domain/release-model.js';
import { renderOrg } from '../../src/domain/template.js';
import { sampleEnvironment, sampleRelease } from './sample-release.js';

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const object = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '[d]'),
  json,
) as fc.Arbitrary<JsonObject>;

describe('an override', () => {
  it('changes, adds and takes away members, deep', () => {
    const template = {
      name: 'A',
      settings: { maxWait: 60, music: { on: true, volume: 3 } },
      old: 1,
    };
    const patch = { settings: { maxWait: 30, music: { volume: null }, extra: { x: null, y: 1 } } };
    assert.deepEqual(applyOverride(template, { ...patch, old: null, gone: null }), {
      name: 'A',
      settings: { maxWait: 30, music: { on: true }, extra: { y: 1 } },
    });
  });

  it('matches the elements of keyed lists by id', () => {
    const template = {
      list: [{ id: 'a', w: 1, x: 1 }, { id: { ref: 'queue/b' }, w: 2 }, { id: 3 }],
    };
    const patch = { list: [{ id: { ref: 'queue/b' }, w: 5 }, { id: 'new' }, { id: 'a', x: null }] };
    assert.deepEqual(applyOverride(template, patch), {
      list: [{ id: 'a', w: 1 }, { id: { ref: 'queue/b' }, w: 5 }, { id: 3 }, { id: 'new' }],
    });
    assert.deepEqual(
      applyOverride(template, {
        list: { '[a]': { w: 7 }, '[ref:queue~1b]': null, '[no]': { w: 1 } },
      }),
      { list: [{ id: 'a', w: 7, x: 1 }, { id: 3 }] },
    );
  });

  it('replaces lists without keys, references and scalars whole', () => {
    const template = { list: [1, 2], to: { ref: 'queue/a' }, at: { ref: 'queue/a' }, deep: 'text' };
    const patch = { list: [3], to: { ref: 'queue/b' }, at: { x: 1 }, deep: { y: [{ id: 1 }] } };
    assert.deepEqual(applyOverride(template, patch), patch);
    assert.deepEqual(applyOverride({ list: [{ id: 1 }] }, { list: [] }), { list: [] });
  });

  it('is idempotent, and leaves what it does not name as it was', () => {
    fc.assert(
      fc.property(object, object, (template, patch) => {
        const before = JSON.stringify(template);
        const once = applyOverride(template, patch) as JsonObject;
        assert.deepEqual(applyOverride(once, patch), once);
        assert.equal(JSON.stringify(template), before);
        for (const [name, value] of Object.entries(template))
          if (!Object.hasOwn(patch, name)) assert.deepEqual(once[name], value);
      }),
    );
  });
});

describe('rendering with overrides', () => {
  const override = (key: string, patch: JsonObject): ResourceOverride => ({
    key,
    patch,
    place: '',
  });

  function mainOf(org: string, overrides: readonly ResourceOverride[]): JsonObject | undefined {
    const sample = sampleEnvironment();
    const orgs = Object.entries(sample.orgs).map(([name, binding]) => [
      name,
      { ...binding, overrides },
    ]);
    const environment: Environment = { ...sample, orgs: Object.fromEntries(orgs) };
    const { resources, findings } = renderOrg({ release: sampleRelease(), environment, org });
    assert.deepEqual(findings, []);
    return resources.find(({ key }) => key === 'region/queue/main')?.body;
  }

  it('applies them in order, before variables and references', () => {
    const overrides = [
      override('queue/main', { limit: 1, where: '{{ORG_X}}' }),
      override('region/queue/main', { limit: '{{LIMIT}}', where: '{{ENV_REGION}}' }),
      override('queue/main', { next: { ref: 'shared/queue/support' } }),
      override('shared/queue/main', { limit: 9 }),
      override('queue/support', { limit: 8 }),
    ];
    assert.deepEqual(mainOf('west', overrides), {
      name: 'Main west',
      limit: 300,
      where: 'west',
      next: { ref: 'shared/queue/support' },
    });
  });
});
