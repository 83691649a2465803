import assert from 'node:assert/strict';

import { gateWord, objectionToStart } from '../../src/domain/policy-words.js';

describe('a gate of the policy', () => {
  it('is one word for all environments, or one by environment', () => {
    assert.equal(gateWord('always', 'staging'), 'always');
    const gate = { production: 'always', default: 'whenSensitive' };
    assert.equal(gateWord(gate, 'production'), 'always');
    assert.equal(gateWord(gate, 'constructor'), 'whenSensitive');
    assert.equal(gateWord({ production: 'always' }, 'staging'), 'never');
  });
});

describe('what the policy asks of a start', () => {
  const policy = {
    change: { pattern: '^CHG-\\d+$', requiredIn: ['production'] },
    reason: { requiredIn: ['staging'] },
  };
  const objection = (
    environment: string,
    change: string | null,
    reason: string | null,
    rules: Parameters<typeof objectionToStart>[0]['policy'] = policy,
  ): string => objectionToStart({ policy: rules, environment, change, reason }) ?? 'none';

  it('is a ticket of the right form, where required', () => {
    assert.equal(objection('production', 'CHG-4711', null), 'none');
    assert.match(objection('production', null, null), /production needs a change.*CHG/);
    assert.match(objection('production', '  ', null), /needs a change/);
    assert.match(objection('staging', 'CHG-x', 'because'), /"CHG-x" does not have the form/);
  });

  it('is a reason, where required, and nothing where nothing is said', () => {
    assert.match(objection('staging', null, ' '), /staging needs a reason/);
    assert.equal(objection('staging', null, 'because'), 'none');
    assert.equal(objection('production', null, null, {}), 'none');
  });
});
