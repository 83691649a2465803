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

  it('does not forget what is known when it is told again what is planned', () => {
    const tracker = begun();
    tracker.take([{ ...resource('a', 0), state: 'completed' }]);
    tracker.expect(planned);
    assert.deepEqual(states(tracker), ['completed', 'inProgress', 'untouched']);
  });
});
