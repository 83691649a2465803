import assert from 'node:assert/strict';

import { exposedOrgs } from '../../src/domain/exposure.js';

describe('exposedOrgs', () => {
  const changedKeys = [{ org: 'hub', key: 'global/queue/support' }];
  const toSupport = { org: 'hub', key: 'global/queue/support' };
  const toSales = { org: 'hub', key: 'global/queue/sales' };

  it('are those that change', () => {
    assert.deepEqual(exposedOrgs({ changedKeys, references: [] }), new Set(['hub']));
  });

  it('are those that reference what changes elsewhere, not those that reference its neighbours', () => {
    const references = [
      { org: 'sub_1', to: toSupport },
      { org: 'sub_2', to: toSales },
      { org: 'sub_3', to: { org: 'sub_3', key: 'na/queue/own' } },
    ];
    assert.deepEqual(exposedOrgs({ changedKeys, references }), new Set(['hub', 'sub_1']));
  });

  it('are those that reference an org that is reached, however far away', () => {
    const references = [
      { org: 'far', to: { org: 'near', key: 'x/flow/b' } },
      { org: 'near', to: { org: 'sub_1', key: 'x/flow/a' } },
      { org: 'sub_1', to: toSupport },
      { org: 'hub', to: { org: 'far', key: 'x/flow/c' } },
      { org: 'apart', to: { org: 'other', key: 'x/flow/d' } },
    ];
    assert.deepEqual(
      exposedOrgs({ changedKeys, references }),
      new Set(['hub', 'sub_1', 'near', 'far']),
    );
  });

  it('are not those that merely use an org whose own resources changed otherwise', () => {
    const references = [
      { org: 'hub', to: { org: 'hub', key: 'global/queue/support' } },
      { org: 'sub_2', to: toSales },
    ];
    assert.deepEqual(exposedOrgs({ changedKeys, references }), new Set(['hub']));
  });
});
