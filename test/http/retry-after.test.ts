import assert from 'node:assert/strict';
import { parseRetryAfter } from '../../src/http/retry-after.js';

const NOW = Date.parse('2024-01-15T08:00:00Z');

describe('Retry-After', () => {
  const cases: [string | undefined, number | null][] = [
    ['7', 7_000],
    [' 0 ', 0],
    ['1.5', 1_500],
    ['Mon, 15 Jan 2024 08:00:30 GMT', 30_000],
    ['Mon, 15 Jan 2024 07:00:00 GMT', 0],
    ['-5', null],
    ['soon', null],
    ['', null],
    [undefined, null],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${JSON.stringify(header) ?? 'nothing'} as ${expected}`, () => {
      assert.equal(parseRetryAfter(header, NOW), expected);
    });
  }
});
