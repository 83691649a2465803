import assert from 'node:assert/strict';
import { driftOf, type DriftItem, type OrgDrift } from '../../src/domain/drift.js';
import { summariseDrift } from '../../src/domain/drift-summary.js';
import type { JsonObject } from '../../src/domain/json.js';

const names = { group: 'na', keyOfId: () => undefined };

function drift(values: JsonObject, body: JsonObject, enabled = true): DriftItem[] {
  const live = { kind: 'queue', id: 'q', name: 'Main', body, version: null, enabled } as const;
  return driftOf({ org: 'na_1', key: 'na/queue/main', base: { id: 'q', values }, live, names });
}

describe('driftOf', () => {
  it('sees only paths that Rollcall wrote, in any order of members', () => {
    const values = { '/skill': 'a', '/settings': [{ a: 1, b: 2 }], '/empty': {} };
    const body = { skill: 'a', settings: [{ b: 2, a: 1 }], empty: { theirs: 1 }, note: 'by hand' };
    assert.deepEqual(drift(values, body), []);
  });

  it('tells what was written, what is there, and what nothing is left of', () => {
    assert.deepEqual(drift({ '/skill': 'a', '/wait': 5 }, { skill: 'b' }), [
      { org: 'na_1', resource: 'queue/main', kind: 'edited', path: 'skill', was: 'a', is: 'b' },
      { org: 'na_1', resource: 'queue/main', kind: 'edited', path: 'wait', was: 5 },
    ]);
  });

  it('tells that it is switched off, also where no template names the switch', () => {
    const kinds = (items: readonly DriftItem[]): unknown[] =>
      items.map(({ kind, path }) => [kind, path]);
    const off = { enabled: false };
    assert.deepEqual(kinds(drift({ '/enabled': true }, off, false)), [['disabled', 'enabled']]);
    assert.deepEqual(kinds(drift({}, off, false)), [['disabled', null]]);
    assert.deepEqual(kinds(drift({ '/enabled': false }, off, false)), []);
  });

  it('never shows a secret', () => {
    const items = drift({ '/sipPassword': 'hunter2' }, { sipPassword: 'hunter3' });
    assert.equal(items.length, 1);
    assert.doesNotMatch(JSON.stringify(items), /hunter/);
  });
});

describe('summariseDrift', () => {
  it('is below 100 KB for 1,000 orgs, whatever they hold', () => {
    const orgs = Array.from({ length: 1000 }, (_, at): OrgDrift => {
      const org = `org_sub_${at}`;
      if (at % 3 === 0) return { org, state: 'unreachable', reason: 'r'.repeat(5_000) };
      const item = { org, kind: 'edited', resource: 'flow/ivr', path: 'p'.repeat(2_000) } as const;
      const items = Array.from({ length: 40 }, () => ({ ...item, was: 'x'.repeat(5_000), is: 1 }));
      return { org, state: 'drifted', items };
    });
    const summary = summariseDrift({ environment: 'production', commit: 'c' }, orgs);
    const size = JSON.stringify(summary).length;
    assert.ok(size < 100_000, `${size}`);
    assert.deepEqual(summary.orgs, {
      read: 666,
      same: 0,
      drifted: 666,
      neverAdopted: 0,
      unreachable: 334,
    });
    assert.equal(summary.items.edited, 666 * 40);
    assert.equal(new Set(summary.examples.map(({ org }) => org)).size, 20);
  });
});
