import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { canonicalJson } from '../../src/domain/canonical-json.js';
import type { Json } from '../../src/domain/json.js';

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toReversed();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
}

describe('canonical JSON', () => {
  it('sorts members at every depth and keeps the order of lists', () => {
    const value = { b: [3, { d: null, c: 'x' }], a: true };
    assert.equal(canonicalJson(value), '{"a":true,"b":[3,{"c":"x","d":null}]}');
  });

  it('is JSON of the same value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (raw) => {
        const value = JSON.parse(JSON.stringify(raw)) as Json;
        assert.deepEqual(JSON.parse(canonicalJson(value)), value);
        assert.equal(canonicalJson(reversed(value)), canonicalJson(value));
      }),
    );
  });
});
