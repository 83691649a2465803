import assert from 'node:assert/strict';
import type { Environment, OrgBinding } from '../../src/domain/release-model.js';
import { compareTree } from '../../src/domain/topology.js';
import { asDeclared, discoverOrgs } from '../../src/planning/discovered.js';
import { readTree } from '../../src/topology/tree.js';
import { simulateGenesys, type SimulatedGenesys } from '../platforms/genesys-cloud/simulated.js';

describe('orgs whose platform knows no tree', () => {
  let sim: SimulatedGenesys;
  before(async () => {
    sim = await simulateGenesys();
  });
  after(() => sim.close());

  const environmentWith = (...bindings: OrgBinding[]): Environment => ({
    name: 'test',
    simulated: true,
    promotesFrom: null,
    orgs: Object.fromEntries(bindings.map((binding) => [binding.org, binding])),
    notHere: [],
  });
  const south = (): OrgBinding => ({ ...sim.binding('south'), parent: 'north' });
  const connect = ({ org, baseUrl }: OrgBinding) => sim.connect(org, { baseUrl });

  it('are asked one by one, and are where the environment has them', async () => {
    const environment = environmentWith(sim.binding('north'), south());
    const { orgs, silent } = await discoverOrgs(environment, connect, {});
    assert.deepEqual(
      orgs.map(({ realOrgId, parentRealOrgId }) => [realOrgId, parentRealOrgId]),
      [
        ['north', null],
        ['south', 'north'],
      ],
    );
    assert.deepEqual(silent, []);
    assert.deepEqual(compareTree({ environment, discovered: orgs }), []);
  });

  it('that are not who the environment says are found out', async () => {
    const environment = environmentWith(sim.binding('north'), { ...south(), realOrgId: 'east' });
    const { orgs } = await discoverOrgs(environment, connect, {});
    const [finding] = compareTree({ environment, discovered: orgs });
    assert.match(finding?.message ?? '', /no org "east"/);
  });

  it('that do not answer count as they are declared, but for the hub', async () => {
    const nowhere = 'http://127.0.0.1:1';
    const away = { ...south(), baseUrl: nowhere };
    const environment = environmentWith(sim.binding('north'), away);
    const { orgs, silent } = await discoverOrgs(environment, connect, {});
    assert.deepEqual(silent, [away]);
    const discovered = [...orgs, ...silent.flatMap((org) => asDeclared(environment, org))];
    assert.deepEqual(compareTree({ environment, discovered }), []);
    const hubAway = environmentWith({ ...sim.binding('north'), baseUrl: nowhere });
    await assert.rejects(discoverOrgs(hubAway, connect, {}), /ECONNREFUSED|failed/);
  });

  it('are compared with their environment like any others, and one that is gone is found out', async () => {
    const environment = environmentWith(sim.binding('north'), south());
    const platforms = { connect };
    const there = await readTree(platforms, environment);
    assert.deepEqual(
      there.map(({ realOrgId, parentRealOrgId }) => [realOrgId, parentRealOrgId]),
      [
        ['north', null],
        ['south', 'north'],
      ],
    );
    const lasting = { effect: { type: 'revokeClient' }, clientId: 'south-client' };
    await sim.control('faults', lasting);
    const without = await readTree(platforms, environment);
    assert.deepEqual(
      without.map(({ realOrgId }) => realOrgId),
      ['north'],
    );
  });
});
