import assert from 'node:assert/strict';

import { collectReferences, ownerOfKey, resolveReferences } from '../../src/domain/reference.js';
import { sampleEnvironment, sampleRelease } from './sample-release.js';

const support = 'shared/queue/support';
const main = 'region/queue/main';

describe('references', () => {
  const body = {
    name: 'Routing',
    targets: [{ id: { ref: support } }, { id: { ref: main } }, { id: { ref: support } }],
    note: { ref: 'x', more: true },
  };

  it('are collected, sorted, each once', () => {
    assert.deepEqual(collectReferences(body), [main, support]);
  });

  it('become ids; what has none stays and is listed', () => {
    const before = structuredClone(body);
    const ids = new Map([[support, 'q-1']]);
    const resolved = resolveReferences(body, (key) => ids.get(key));
    assert.deepEqual(resolved.unresolved, [main]);
    assert.deepEqual(resolved.body, {
      ...body,
      targets: [{ id: 'q-1' }, { id: { ref: main } }, { id: 'q-1' }],
    });
    assert.deepEqual(body, before, 'the body is left as it was');
  });
});

describe('the owner of a key', () => {
  const release = sampleRelease();
  const ownerOf = (org: string, key: string, parents: Record<string, string | null> = {}) =>
    ownerOfKey({ release, environment: sampleEnvironment(parents), org, key });

  it('is the org itself in its own group', () => {
    assert.equal(ownerOf('east', main), 'east');
    assert.equal(ownerOf('hub_2', support), 'hub_2');
  });

  it('is the nearest ancestor in the group', () => {
    assert.equal(ownerOf('east', support), 'hub');
    assert.equal(ownerOf('east', support, { east: 'lone', lone: 'hub_2' }), 'hub_2');
    assert.equal(ownerOf('east', support, { east: 'hub_2', hub_2: 'hub' }), 'hub_2');
  });

  it('is the only org of the group where none is above', () => {
    assert.equal(ownerOf('east', 'solo/queue/support'), 'lone');
  });

  it('is nobody where several could be meant, or parents go in a circle', () => {
    assert.equal(ownerOf('lone', support), null);
    assert.equal(ownerOf('east', support, { east: 'west', west: 'east' }), null);
  });

  it('is nobody for what is not declared', () => {
    for (const key of [
      'shared/queue/none',
      'shared/flow/support',
      'nobody/queue/support',
      'queue/x',
    ])
      assert.equal(ownerOf('east', key), null);
  });
});
