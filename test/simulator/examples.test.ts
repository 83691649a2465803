import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readFaultPlan } from '../../src/simulator/faults/fault-plan.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { startPlatform } from './platform.js';

const folder = 'docs/examples/simulator';

describe('simulator: examples', () => {
  it('are a world whose callers are answered on every platform, and faults for it', async () => {
    const world = parse(await readFile(`${folder}/world.yaml`, 'utf8')) as WorldFile;
    const faults = await readFaultPlan(`${folder}/faults.yaml`);
    const platform = await startPlatform({ world, faults });
    try {
      const { body } = await platform.ask<{
        orgs: { id: string; platform: string; truth: Record<string, number> }[];
      }>('/_sim/orgs');
      for (const { id, truth } of body.orgs) {
        assert.ok((truth['answered'] ?? 0) > 0.9 * (truth['offered'] ?? 0) - 20, id);
      }
      assert.deepEqual(
        body.orgs.map(({ platform }) => platform),
        ['guide', 'genesys-cloud', 'nice-cxone'],
      );
      const placed = await platform.ask<{ faults: object[] }>('/_sim/faults');
      assert.equal(placed.body.faults.length, faults.length);
    } finally {
      await platform.close();
    }
  });
});
