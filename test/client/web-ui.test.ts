import assert from 'node:assert/strict';
import { webUiLink } from '../../src/client/index.js';

describe('the link to the Web UI', () => {
  it('keeps the slashes of an id inside one part of the path', () => {
    const target = { namespace: 'default', workflowId: 'rollout/production/v1', runId: 'r-1' };
    assert.equal(
      webUiLink('http://127.0.0.1:8233/', target),
      'http://127.0.0.1:8233/namespaces/default/workflows/rollout%2Fproduction%2Fv1/r-1/history',
    );
  });
});
