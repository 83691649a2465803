import assert from 'node:assert/strict';
import { RATE_LIMIT_DIALECTS } from '../../src/http/rate-limit-dialects.js';

const { guide, genesysCloud, niceCxone } = RATE_LIMIT_DIALECTS;
const NOW = Date.parse('2024-01-15T08:00:00Z');

describe('rate-limit headers', () => {
  const guideHeaders = {
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': '42',
    'x-ratelimit-reset': '1698765432',
  };
  const genesysHeaders = {
    'inin-ratelimit-allowed': '300',
    'inin-ratelimit-count': '258',
    'inin-ratelimit-reset': '17',
  };

  it('of the guide count what is left, and reset at a Unix time', () => {
    const expected = { limit: 1000, remaining: 42, resetAtMs: 1698765432000 };
    assert.deepEqual(guide(guideHeaders), expected);
  });

  it('of Genesys Cloud count what was used, and reset in seconds from now', () => {
    const expected = { limit: 300, remaining: 42, resetAtMs: NOW + 17_000 };
    assert.deepEqual(genesysCloud(genesysHeaders, NOW), expected);
    const over = { ...genesysHeaders, 'inin-ratelimit-count': '312' };
    assert.equal(genesysCloud(over, NOW)?.remaining, 0);
  });

  it('of CXone are none', () => {
    assert.equal(niceCxone(), null);
  });

  it('of one dialect say nothing to another', () => {
    assert.equal(guide(genesysHeaders), null);
    assert.equal(genesysCloud(guideHeaders, NOW), null);
  });

  it('say nothing when one of them is missing, twice there or no number', () => {
    assert.equal(guide({ 'x-ratelimit-limit': '10' }), null);
    assert.equal(guide({ ...guideHeaders, 'x-ratelimit-remaining': '-1' }), null);
    assert.equal(guide({ ...guideHeaders, 'x-ratelimit-reset': 'soon' }), null);
    assert.equal(genesysCloud({ ...genesysHeaders, 'inin-ratelimit-reset': '1.5' }, NOW), null);
    assert.equal(
      genesysCloud({ ...genesysHeaders, 'inin-ratelimit-count': ['1', '2'] }, NOW),
      null,
    );
  });
});
