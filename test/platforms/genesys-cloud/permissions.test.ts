import assert from 'node:assert/strict';
import { permissionsFor } from '../../../src/platforms/genesys-cloud/permissions.js';
import { genesysWorld } from '../../simulator/genesys-cloud/sample-world.js';
import { genesysCloud } from '../conformance/genesys-cloud.js';
import { simulateGenesys } from './simulated.js';

/** The simulator asks for what the vendor's operations say that they require. */
describe('Genesys Cloud client: permissions', () => {
  for (const { kind, made, changed } of genesysCloud.samples)
    it(`needs no others than it says to read, make, change and delete a ${kind}`, async () => {
      const clients = [
        {
          clientId: 'north-client',
          clientSecret: 'north-secret',
          scopes: [...permissionsFor([kind])],
        },
      ];
      const sim = await simulateGenesys({}, genesysWorld({ clients }));
      try {
        const client = sim.connect();
        await client.acquireToken(client.scopesFor([kind]));
        await client.list(kind);
        const live = await client.create(kind, made);
        const isFixed = client.declares(kind)?.write === 'createOnly';
        const target = changed(live.body, 'changed');
        const now = isFixed ? live : await client.update(live, target);
        await client.remove(now);
        assert.equal(await client.findByName(kind, now.name), null);
      } finally {
        await sim.close();
      }
    });
});
