import assert from 'node:assert/strict';

import { advanceBases } from '../../src/domain/base.js';
import { moveBases, movedKeys } from '../../src/domain/moved-key.js';

const base = (id: string): { id: string; values: { '/name': string } } => ({
  id,
  values: { '/name': id },
});

describe('a resource under a new key', () => {
  it('had names of its own group and kind, or full keys', () => {
    const movedFrom = ['old', 'other/queue/older'];
    assert.deepEqual(movedKeys('region', { kind: 'queue', movedFrom }), [
      'region/queue/old',
      'other/queue/older',
    ]);
    assert.deepEqual(movedKeys('region', { kind: 'queue' }), []);
  });

  const front = { key: 'r/queue/front', movedFrom: ['r/queue/main', 'r/queue/first'] };

  it('keeps its base, which goes from the old one', () => {
    const others = { 'r/queue/else': base('2') };
    const bases = { 'r/queue/main': base('1'), 'r/queue/first': base('0'), ...others };
    const expected = { ...others, 'r/queue/front': base('1') };
    const moved = moveBases(bases, [front]);
    assert.deepEqual(moved, expected);
    assert.deepEqual(moveBases(moved, [front]), expected);
    assert.deepEqual(moveBases({ 'r/queue/first': base('0') }, [front]), {
      'r/queue/front': base('0'),
    });
    assert.equal(moveBases(bases, [{ key: 'r/queue/main' }]), bases);
  });

  it('prefers the base that it has', () => {
    const bases = { 'r/queue/front': base('9'), 'r/queue/main': base('1') };
    assert.deepEqual(moveBases(bases, [front]), { 'r/queue/front': base('9') });
  });

  it('takes nothing from a resource that is there', () => {
    const bases = { 'r/queue/main': base('1') };
    assert.deepEqual(moveBases(bases, [front, { key: 'r/queue/main' }]), bases);
  });

  it('is alone in the bases that are written at the close', () => {
    const body = { name: 'Front' };
    const live = {
      kind: 'queue',
      id: '1',
      name: 'Front',
      body,
      version: null,
      enabled: true,
    } as const;
    const resource = {
      key: front.key,
      kind: 'queue',
      component: 'queues',
      name: 'Front',
      id: '1',
      action: 'modified',
      changes: [],
      held: [],
      desired: body,
      sensitive: [],
      layer: 0,
    } as const;
    const bases = moveBases({ 'r/queue/main': base('1') }, [front]);
    assert.deepEqual(advanceBases({ bases, plan: { resources: [resource] }, live: [live] }), {
      'r/queue/front': { id: '1', values: { '/name': 'Front' } },
    });
  });
});
