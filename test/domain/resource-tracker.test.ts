import assert from 'node:assert/strict';
import { ResourceTracker } from '../../src/domain/resource-tracker.js';
import type { ResourceOutcome } from '../../src/domain/resource-outcome.js';

const resource = (key: string, layer: number): ResourceOutcome => ({
  key: `g/queue/${key}`,
  kind: 'queue',
  layer,
  state: 'untouched',
  guarantee: 'etag',
});

describe('the tracker of an org', () => {
  const planned = [resource('a', 0), resource('b', 0), resource('c', 1)];
  const states = (tracker: ResourceTracker): string[] => tracker.list().map(({ state }) => state);
  const begun = (): ResourceTracker => {
    const tracker = new ResourceTracker();
    tracker.expect(planned);
    tracker.begin(0);
    return tracker;
  };

  it('says of a layer that is under way that it is, and of later ones that nothing happened', () => {
    assert.deepEqual(states(begun()), ['inProgress', 'inProgress', 'untouched']);
  });

  it('keeps what it knew of a resource beside what a step found out', () => {
    const tracker = begun();
    const [a] = planned;
    assert.ok(a !== undefined);
    tracker.take([{ ...a, state: 'completed', id: 'q-1', version: '"7"', created: true }]);
    tracker.take([{ key: a.key, kind: 'queue', layer: 0, state: 'stranded', reason: 'refused' }]);
    assert.deepEqual(tracker.list()[0], {
      ...a,
      state: 'stranded',
      id: 'q-1',
      version: '"7"',
      created: true,
      reason: 'refused',
    });
  });

  it('remembers what failed through the taking back, until the org is written anew', () => {
    const tracker = begun();
    const failed = { ...resource('a', 0), state: 'failed', reason: 'rejected' } as const;
    tracker.take([failed]);
    tracker.take([{ ...resource('a', 0), state: 'rolledBack' }]);
    assert.equal(tracker.list()[0]?.state, 'failed');
    assert.equal(tracker.list()[0]?.reason, 'rejected');
    tracker.restart();
    assert.deepEqual(states(tracker), ['untouched', 'untouched', 'untouched']);
    assert.equal(tracker.list()[0]?.reason, undefined);
  });

  it('says nothing of what was in the way once a resource is back after all', () => {
    const tracker = begun();
    const back = { key: 'g/queue/a', kind: 'queue', layer: 0 } as const;
    tracker.take([{ ...resource('a', 0), state: 'completed', kept: 2, reason: '2 path(s) stay' }]);
    tracker.take([{ ...back, state: 'stranded', reason: 'unauthorized' }]);
    tracker.take([{ ...back, state: 'rolledBack' }]);
    const [a] = tracker.list();
    assert.deepEqual([a?.state, a?.reason, a?.kept], ['rolledBack', undefined, undefined]);
  });

  it('counts each path that is left to people once, however often it was met', () => {
    const tracker = begun();
    const kept = { kept: 1, reason: '1 path(s) stay' };
    tracker.take([{ ...resource('a', 0), state: 'completed', ...kept }]);
    tracker.take([{ ...resource('b', 0), state: 'completed' }]);
    tracker.take([{ ...resource('a', 0), state: 'rolledBack', ...kept }]);
    tracker.take([{ ...resource('b', 0), state: 'rolledBack', kept: 2 }]);
    assert.equal(tracker.kept(), 3);
  });

  it('forgets the id of what it created and took back, since the next one has another', () => {
    const tracker = begun();
    const [a, b] = planned;
    assert.ok(a !== undefined && b !== undefined);
    tracker.take([{ ...a, state: 'completed', id: 'q-1', version: '"7"', created: true }]);
    tracker.take([{ ...b, state: 'completed', id: 'q-2', version: '"7"', created: true }]);
    tracker.take([{ key: a.key, kind: 'queue', layer: 0, state: 'rolledBack' }]);
    tracker.take([{ key: b.key, kind: 'queue', layer: 0, state: 'stranded', reason: 'edited' }]);
    tracker.restart();
    assert.deepEqual(tracker.list().slice(0, 2), [
      a,
      { ...b, id: 'q-2', version: '"7"', created: true },
    ]);
  });

  it('does not forget what is known when it is told again what is planned', () => {
    const tracker = begun();
    tracker.take([{ ...resource('a', 0), state: 'completed' }]);
    tracker.expect(planned);
    assert.deepEqual(states(tracker), ['completed', 'inProgress', 'untouched']);
  });
});
