import assert from 'node:assert/strict';

import type { Policy } from '../../src/domain/release-model.js';
import { assertOnly, findingsOf, releaseOf } from './fixture.js';

const file = 'policy.yaml';

function policyOf(text: string): Policy {
  return releaseOf({ [file]: text }).policy;
}

describe('policy.yaml by environment', () => {
  it('asks for production alone where it says nothing', () => {
    const expected = {
      plan: { production: 'whenSensitive', default: 'never' },
      expansion: { production: 'always', default: 'never' },
    };
    assert.deepEqual(releaseOf().policy.gates, expected);
    assert.deepEqual(policyOf('{}').gates, expected);
  });

  it('takes a word or a map', () => {
    const { gates } = policyOf('gates: { plan: always, expansion: { test: always } }');
    const expansion = { production: 'always', test: 'always' };
    assert.deepEqual(gates, { plan: 'always', expansion }, 'a forgotten line does not open it');
    const { plan } = policyOf('gates: { plan: { default: when_sensitive } }').gates;
    assert.deepEqual(plan, { default: 'whenSensitive' });
  });

  it('knows the environments that it names', () => {
    const gates = 'gates:\n  plan:\n    tset: always\n    default: never\n';
    const message = /unknown environment "tset".*"test"/;
    assertOnly(findingsOf({ [file]: gates }), { file, line: 3, path: 'gates.plan.tset', message });
    const change = 'change:\n  required_in: [tset]\n';
    assertOnly(findingsOf({ [file]: change }), {
      file,
      line: 2,
      path: 'change.required_in[0]',
      message,
    });
  });

  it('goes by who is on queue where it says so', () => {
    assert.equal(policyOf('{}').capacity, undefined);
    assert.equal(policyOf('capacity: {}').capacity?.gate, 'never');
    const { capacity } = policyOf('capacity: { gate: { test: always }, min_capacity_ratio: 1.1 }');
    assert.deepEqual(capacity?.gate, { test: 'always' });
    assert.equal(capacity.rule.minCapacityRatio, 1.1);
    const unknown = 'capacity:\n  gate: { tset: always }\n';
    const message = /unknown environment "tset".*"test"/;
    assertOnly(findingsOf({ [file]: unknown }), {
      file,
      line: 2,
      path: 'capacity.gate.tset',
      message,
    });
  });

  it('refuses words and patterns that are none', () => {
    assertOnly(findingsOf({ [file]: 'gates: { expansion: { test: sometimes } }' }), {
      file,
      line: 1,
      path: 'gates.expansion.test',
      message: /one of always, never$/,
    });
    assertOnly(findingsOf({ [file]: 'gates: { expansion: sometimes }' }), {
      file,
      line: 1,
      path: 'gates.expansion',
      message: /one of always, never, or a map/,
    });
    assertOnly(findingsOf({ [file]: 'change: { pattern: "CHG-(" }' }), {
      file,
      line: 1,
      path: 'change.pattern',
      message: /not a regular expression/,
    });
  });

  it('compiles what a start has to say', () => {
    const policy = policyOf(
      'change: { pattern: "^CHG-\\\\d+$", required_in: [test] }\nreason: { required_in: [test] }\n',
    );
    assert.deepEqual(policy.change, { pattern: '^CHG-\\d+$', requiredIn: ['test'] });
    assert.deepEqual(policy.reason, { requiredIn: ['test'] });
  });

  it('names more that is sensitive', () => {
    const also = (entry: string): string => `gates: { also: [${entry}] }`;
    assert.deepEqual(policyOf(also('{ kind: trunk, path: "/capacity/*" }')).gates.also, [
      { name: '/capacity/*', kind: 'trunk', path: '/capacity/*' },
    ]);
    for (const bad of ['{ path: capacity }', '{ path: "/a//b" }', '{ path: /a, kind: trunck }'])
      assert.match(findingsOf({ [file]: also(bad) })[0]?.path ?? '', /^gates\.also\[0\]\./);
  });
});
