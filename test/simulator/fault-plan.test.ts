import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFault, readFaultPlan } from '../../src/simulator/faults/fault-plan.js';
import { startPlatform } from './platform.js';
import { sampleWorld } from './sample-world.js';

const yamlPlan = `
faults:
  - id: storm
    orgId: east
    from: PT5M
    until: PT10M
    effect: { type: status, status: 503 }
  - effect:
      type: latency
      ms: 1
`;

describe('simulator: fault plan', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fault-plan-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const written = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };

  it('is YAML or JSON', async () => {
    const fromYaml = await readFaultPlan(await written('plan.yaml', yamlPlan));
    assert.deepEqual(
      fromYaml.map(({ id, count, effect }) => [id, count, effect.type]),
      [
        ['storm', 0, 'status'],
        [undefined, 1, 'latency'],
      ],
    );
    const fromJson = await readFaultPlan(await written('plan.json', JSON.stringify(fromYaml)));
    assert.deepEqual(fromJson, fromYaml);
  });

  it('is refused with the place of the mistake', async () => {
    const mistaken = await written('plan.yaml', yamlPlan.replace('503', '200'));
    await assert.rejects(
      readFaultPlan(mistaken),
      /plan\.yaml is no fault plan: 0\.effect\.status: /,
    );
    const unreadable = await written('plan.json', '[{"effect": }');
    await assert.rejects(readFaultPlan(unreadable), /plan\.json cannot be read: /);
    await assert.rejects(readFaultPlan(await written('text.yaml', 'hello')), /expected array/);
    assert.throws(() => readFault('{"effect":{"type":"x"}}'), /is no fault: effect\.type: /);
  });

  it('is in place in every world from its start on', async () => {
    const faults = await readFaultPlan(await written('plan.yaml', yamlPlan));
    const platform = await startPlatform({ faults });
    try {
      for (let world = 0; world < 2; world += 1) {
        const east = await platform.api('east');
        assert.equal((await east('/api/v2/routing/queues')).status, 200);
        await platform.advance(5);
        assert.equal((await east('/api/v2/routing/queues')).status, 503);
        await platform.ask('/_sim/world', { method: 'POST', body: sampleWorld() });
      }
    } finally {
      await platform.close();
    }
  });
});
