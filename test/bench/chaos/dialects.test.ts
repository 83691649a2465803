import assert from 'node:assert/strict';
import { DIALECTS } from '../../../bench/chaos/dialects/index.js';
import { checkWrites } from '../../../bench/chaos/checks/writes.js';
import { leavesOf } from '../../../bench/chaos/checks/leaves.js';
import type { Story } from '../../../bench/chaos/checks/org-writes.js';
import { fleetOf } from '../../../bench/chaos/fleet.js';
import { scheduleOf } from '../../../bench/chaos/schedule.js';
import { demoPlatforms } from '../../../src/cli/demo/platforms.js';
import type { Write } from '../../e2e/enterprise.js';

const START = Date.parse('2026-05-05T08:00:00.000Z');
const BEFORE = { note: 'before' };
const TARGET = { note: 'target' };

describe('vendors in a chaos run', () => {
  it('have a hub and eleven subs each, the mixture some of every vendor', () => {
    for (const platform of demoPlatforms) {
      const { orgs } = fleetOf(platform);
      assert.equal(orgs.length, 12);
      assert.deepEqual(
        orgs.flatMap(({ org, isHub }) => (isHub ? [org] : [])),
        ['org_parent_001'],
      );
    }
    const dialects = fleetOf('mixed').orgs.map(({ dialect }) => dialect);
    assert.deepEqual([...new Set(dialects)], ['guide', 'genesys-cloud', 'nice-cxone']);
  });

  it('see storms of conflicts only where something is guarded', () => {
    const kindsOn = (platform: (typeof demoPlatforms)[number]): Set<string> =>
      new Set(
        Array.from({ length: 40 }, (_, seed) => scheduleOf(seed, fleetOf(platform)))
          .flatMap(({ incidents }) => incidents)
          .map(({ what }) => what.kind),
      );
    assert.ok(!kindsOn('nice-cxone').has('412 storm'));
    assert.ok(kindsOn('genesys-cloud').has('412 storm'));
  });

  it('are read as a release states them: a flow by its document, a script by its current save', () => {
    const { stated, view } = DIALECTS['genesys-cloud'];
    const flow = { name: 'Welcome', publishedVersion: '2.0', blocks: [], content: { a: 1 } };
    const said = stated('flow', flow);
    assert.deepEqual(view('flow', said ?? {}), { name: 'Welcome', content: { a: 1 } });
    const cxone = DIALECTS['nice-cxone'];
    const save = (scriptId: number, phrase: string): object => ({
      scriptId,
      content: JSON.stringify({ header: { scriptName: 'x' }, properties: { 2: { phrase } } }),
    });
    const native = { kind: 'script', versions: [save(1, 'old'), save(2, 'new')] };
    assert.deepEqual(cxone.view('flow', { name: 'x', native }), {
      name: 'x',
      native: { kind: 'script', properties: { 2: { phrase: 'new' } } },
    });
    assert.equal(cxone.stated('strategy', { name: 'x' }), null);
  });

  it('let an edit go unseen right before a write that nothing guards, and no earlier one', () => {
    const story = (secondsBetween: number): Story => ({
      orgId: 'north',
      kind: 'strategy',
      id: 'row',
      name: 'row',
      before: leavesOf(BEFORE),
      target: leavesOf(TARGET),
      after: leavesOf(TARGET),
      writes: [
        writeAt(1, 0, 'manual:lee', BEFORE, { note: 'by hand' }),
        writeAt(2, secondsBetween, 'rollcall-north', { note: 'by hand' }, TARGET),
      ],
    });
    const { blindMs } = DIALECTS['genesys-cloud'];
    const lost = (secondsBetween: number, kind: string): number =>
      checkWrites(story(secondsBetween), blindMs(kind)).filter(({ promise }) => promise === 'b')
        .length;
    // Of the platform's seconds 900 are one of the wall.
    assert.deepEqual(
      [lost(4_000, 'strategy'), lost(5_000, 'strategy'), lost(1, 'trunk')],
      [0, 1, 1],
    );
    assert.equal(checkWrites(story(1)).length > 0, true);
  });
});

function writeAt(
  seq: number,
  seconds: number,
  clientId: string,
  before: Write['before'],
  after: Write['after'],
): Write {
  return {
    seq,
    time: new Date(START + seconds * 1000).toISOString(),
    orgId: 'north',
    clientId,
    method: 'PATCH',
    kind: 'strategy',
    resourceId: 'row',
    name: 'row',
    before,
    after,
    changed: true,
  };
}
