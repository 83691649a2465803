import assert from 'node:assert/strict';
import { waitingGate } from '../../src/cli/commands/approve.js';
import { sampleStatus } from './sample-status.js';

describe('rollcall approve without --gate', () => {
  const id = 'rollout/production/v2.1.0';

  it('means the gate that waits', () => {
    assert.equal(waitingGate(id, sampleStatus()), 'expand-50');
  });

  it('is refused where no gate waits', () => {
    const deploying = { what: 'deployment of wave 1', since: '', commands: [] };
    for (const awaiting of [null, deploying])
      assert.throws(
        () => waitingGate(id, sampleStatus({ state: 'deploying', awaiting })),
        /no gate of rollout\/production\/v2\.1\.0 waits: it is in the state deploying/,
      );
  });
});
