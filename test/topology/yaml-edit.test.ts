import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { diffLines } from '../../src/topology/line-diff.js';
import { editYaml, type YamlEdit } from '../../src/topology/yaml-edit.js';
import { lineOf } from '../../src/topology/yaml-place.js';
import { projectRoot } from '../release/fixture.js';

/** Lines that an edit takes away and adds. */
function changed(text: string, ...edits: YamlEdit[]): string[] {
  return diffLines(text, editYaml(text, edits))
    .filter(({ sign }) => sign !== ' ')
    .map(({ sign, text: line }) => sign + line);
}

const block = `# head
one: 1 # of one
orgs:
  a: { id: x } # of a
  # before b
  b: { id: y, tags: [p, q] }
list:
  - first # of first
  - second

# tail
last: { }
`;

describe('editing YAML in place', () => {
  it('replaces a scalar and nothing else', () => {
    assert.deepEqual(changed(block, { op: 'set', path: ['orgs', 'b', 'id'], value: 'z, z' }), [
      '-  b: { id: y, tags: [p, q] }',
      '+  b: { id: "z, z", tags: [p, q] }',
    ]);
    assert.deepEqual(changed(block, { op: 'set', path: ['one'], value: true }), [
      '-one: 1 # of one',
      '+one: true # of one',
    ]);
  });

  it('adds members in the style of those beside them', () => {
    assert.deepEqual(changed(block, { op: 'set', path: ['orgs', 'c'], value: { id: 'w', m: 1 } }), [
      '+  c: { id: w, m: 1 }',
    ]);
    assert.deepEqual(changed(block, { op: 'set', path: ['orgs', 'a', 'v', 'X'], value: 1 }), [
      '-  a: { id: x } # of a',
      '+  a: { id: x, v: { X: 1 } } # of a',
    ]);
    assert.deepEqual(changed(block, { op: 'set', path: ['last', 'x'], value: 1 }), [
      '-last: { }',
      '+last: { x: 1 }',
    ]);
    assert.deepEqual(changed(block, { op: 'set', path: ['new', 'x'], value: 'z' }), [
      '+new: { x: z }',
    ]);
  });

  it('appends to lists of both styles, and makes one', () => {
    assert.deepEqual(changed(block, { op: 'append', path: ['list'], value: 'third' }), [
      '+  - third',
    ]);
    assert.deepEqual(changed(block, { op: 'append', path: ['orgs', 'b', 'tags'], value: 'r' }), [
      '-  b: { id: y, tags: [p, q] }',
      '+  b: { id: y, tags: [p, q, r] }',
    ]);
    assert.deepEqual(changed('a: 1\n', { op: 'append', path: ['b'], value: 'x' }), [
      '+b:',
      '+  - x',
    ]);
  });

  it('removes members and items of both styles', () => {
    assert.deepEqual(changed(block, { op: 'remove', path: ['orgs', 'a'] }), [
      '-  a: { id: x } # of a',
    ]);
    assert.deepEqual(changed(block, { op: 'remove', path: ['list', 0] }), [
      '-  - first # of first',
    ]);
    assert.deepEqual(changed(block, { op: 'remove', path: ['orgs', 'b', 'tags', 0] }), [
      '-  b: { id: y, tags: [p, q] }',
      '+  b: { id: y, tags: [q] }',
    ]);
  });

  it('merges into a map, or makes it, and drops an item by its value', () => {
    const value = { id: 'z', more: 1 };
    assert.deepEqual(changed(block, { op: 'merge', path: ['orgs', 'a'], value }), [
      '-  a: { id: x } # of a',
      '+  a: { id: z, more: 1 } # of a',
    ]);
    assert.deepEqual(changed(block, { op: 'merge', path: ['orgs', 'c'], value }), [
      '+  c: { id: z, more: 1 }',
    ]);
    assert.deepEqual(changed(block, { op: 'drop', path: ['list'], value: 'second' }), [
      '-  - second',
    ]);
    assert.deepEqual(changed(block, { op: 'drop', path: ['list'], value: 'third' }), []);
  });

  it('gives what was meant, with the comments, where an in-place edit cannot', () => {
    const text = 'a:\n  # why\n  only: 1\nb: 2\n';
    const edited = editYaml(text, [{ op: 'remove', path: ['a', 'only'] }]);
    assert.deepEqual(parse(edited), { a: {}, b: 2 });
    const anchored = editYaml('x: &x { a: 1 }\ny: *x # same\n', [
      { op: 'set', path: ['y'], value: { b: 2 } },
    ]);
    assert.deepEqual(parse(anchored), { x: { a: 1 }, y: { b: 2 } });
  });

  it('leaves every other line of the sample as it is', () => {
    const manifest = readFileSync(join(projectRoot, 'config/manifest.yaml'), 'utf8');
    const path = ['deployment_targets', 1, 'org_ids'];
    assert.deepEqual(changed(manifest, { op: 'append', path, value: 'org_sub_042' }), [
      '-      org_sub_017, org_sub_018, org_sub_019, org_sub_020, org_sub_021,',
      '+      org_sub_017, org_sub_018, org_sub_019, org_sub_020, org_sub_021, org_sub_042,',
    ]);
    const group = { group: 'latam', org_ids: ['org_sub_043'], components: [] };
    assert.deepEqual(
      changed(manifest, { op: 'append', path: ['deployment_targets'], value: group }),
      ['+  - group: latam', '+    org_ids:', '+      - org_sub_043', '+    components: []'],
    );
    const production = readFileSync(
      join(projectRoot, 'config/environments/production.yaml'),
      'utf8',
    );
    const removed = changed(
      production,
      { op: 'remove', path: ['orgs', 'org_sub_003'] },
      { op: 'append', path: ['not_here'], value: 'org_sub_003' },
    );
    assert.equal(removed.length, 3);
    assert.deepEqual(removed.slice(1), ['-not_here: []', '+not_here: [org_sub_003]']);
  });

  it('refuses what is no YAML', () => {
    assert.throws(() => editYaml('a: [', [{ op: 'remove', path: ['a'] }]));
  });

  it('knows the line of a path, or of what is around it', () => {
    assert.equal(lineOf(block, ['orgs', 'b', 'tags']), 6);
    assert.equal(lineOf(block, ['orgs', 'c', 'id']), 3);
    assert.equal(lineOf(block, ['list', 1]), 9);
    assert.equal(lineOf(block, ['nothing']), 1);
  });
});
