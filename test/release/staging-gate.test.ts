import assert from 'node:assert/strict';
import { loadVolumeOf } from '../../src/domain/synthetic/volume.js';
import { assertOnly, edited, findingsOf, releaseOf, soundFiles, type Changes } from './fixture.js';

const file = 'policy.yaml';
const environment = 'environments/test.yaml';

/** The sound configuration with a flow at its sub. */
function withFlow(changes: Changes): Changes {
  return {
    'components/routing.yaml': `${soundFiles['components/routing.yaml']}  - { kind: flow, name: ivr, template: templates/ivr.json }\n`,
    'templates/ivr.json':
      '{ "name": "IVR", "blocks": [{ "to": { "ref": "strategy/routing" } }] }\n',
    ...changes,
  };
}

describe('policy.yaml: staging_gate', () => {
  it('asks for nothing where it says nothing', () => {
    assert.equal(releaseOf({ [file]: '{}' }).policy.stagingGate, undefined);
  });

  it('has defaults for all but where it is held', () => {
    const { stagingGate } = releaseOf({ [file]: 'staging_gate: { required_in: [test] }' }).policy;
    assert.deepEqual(stagingGate, {
      requiredIn: ['test'],
      volumeScale: 0.1,
      windowMinutes: 15,
      longestMinutes: 120,
      callsPerCell: 5,
      weightErrorPoints: 10,
      significance: 0.001,
      longestWaitSeconds: 60,
      lateRatio: 0.05,
      callers: [],
      onFailure: 'keep',
    });
  });

  it('knows the environments and groups that it names', () => {
    const unknown = 'staging_gate:\n  required_in: [tset]\n';
    assertOnly(findingsOf({ [file]: unknown }), {
      file,
      line: 2,
      path: 'staging_gate.required_in[0]',
      message: /unknown environment "tset".*"test"/,
    });
    const callers = 'callers: [{ groups: [regoin], language: de }]';
    assertOnly(findingsOf({ [file]: `staging_gate:\n  required_in: [test]\n  ${callers}\n` }), {
      file,
      line: 3,
      path: 'staging_gate.callers[0].groups[0]',
      message: /unknown group "regoin".*"region"/,
    });
  });

  it('wants to know how many call an org that has a flow', () => {
    const gate = { [file]: 'staging_gate: { required_in: [test] }' };
    assertOnly(findingsOf(withFlow(gate)), {
      file,
      line: 1,
      path: 'staging_gate.required_in[0]',
      message: /how many callers sub_1 would have.*calls_per_hour/,
    });
    const own = edited(
      environment,
      'variables: { WEIGHT: 100 }',
      'calls_per_hour: 90, variables: { WEIGHT: 100 }',
    );
    assert.ok(releaseOf(withFlow({ ...gate, ...own })).policy.stagingGate);
  });

  it('goes by the busiest hour of the environment that takes the passes, scaled', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => 100 * hour).join(', ');
    const text = soundFiles[environment] ?? '';
    const onwards = text
      .replace('simulated: true', 'simulated: true\npromotes_from: test')
      .replace(
        'variables: { WEIGHT: 100 }',
        `calls_per_hour: [${hours}], variables: { WEIGHT: 100 }`,
      )
      .replaceAll('file:test', 'file:production');
    const { environments } = releaseOf({ 'environments/production.yaml': onwards });
    const rule = { volumeScale: 0.1 };
    assert.equal(loadVolumeOf(environments, 'test', 'sub_1', rule), 230);
    assert.equal(loadVolumeOf(environments, 'production', 'sub_1', rule), 2300, 'its own');
    assert.equal(loadVolumeOf(environments, 'test', 'hub', rule), null);
  });

  it('refuses callers who ask for nothing, and a longest time that is shorter than the window', () => {
    const nothing = 'staging_gate: { required_in: [test], callers: [{ groups: [region] }] }';
    assert.match(findingsOf({ [file]: nothing })[0]?.message ?? '', /asks for nothing/);
    const short = 'staging_gate: { required_in: [test], longest_minutes: 5 }';
    assert.equal(findingsOf({ [file]: short })[0]?.path, 'staging_gate.longest_minutes');
  });
});
