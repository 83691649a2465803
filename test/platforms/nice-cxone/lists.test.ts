import assert from 'node:assert/strict';
import type { OrgClient } from '../../../src/platforms/port.js';
import { sendJson, withServer } from '../../http/tiny-server.js';
import { simulateCxone, type SimulatedCxone } from './simulated.js';

describe('NICE CXone client: lists that tell little', () => {
  let sim: SimulatedCxone;
  before(async () => {
    sim = await simulateCxone();
  });
  after(() => sim.close());

  /** A client of a platform that answers as told, by path and query. */
  async function answering(
    answer: (url: URL) => object,
    work: (client: OrgClient) => Promise<void>,
  ): Promise<void> {
    let here = '';
    await withServer(
      ({ path }, response) => {
        const url = new URL(path, here);
        const isDiscovery = url.pathname.startsWith('/.well-known');
        sendJson(response, 200, isDiscovery ? { api_endpoint: here } : answer(url));
      },
      async ({ url }) => {
        here = url;
        await work(sim.connect('acme', { baseUrl: url, loginUrl: sim.binding('acme').baseUrl }));
      },
    );
  }

  it('goes on where a short page says that there is another, and no total', async () => {
    const skills = [1, 2, 3].map((skillId) => ({ skillId, skillName: `Skill ${skillId}` }));
    await answering(
      ({ pathname, searchParams }) => {
        const id = /\d+$/.exec(pathname)?.[0];
        if (id !== undefined) return skills[Number(id) - 1] ?? {};
        const skip = Number(searchParams.get('skip'));
        const next = skip + 1 < skills.length ? `?skip=${skip + 1}` : null;
        return { skills: skills.slice(skip, skip + 1), _links: { next } };
      },
      async (client) => {
        assert.equal((await client.findByName('queue', 'Skill 3'))?.id, '3');
        assert.equal(await client.findByName('queue', 'Skill 4'), null);
      },
    );
  });

  it('counts no agents and nobody who waits where that is not told', async () => {
    const told = { agentsLoggedIn: 5, agentsUnavailable: 1, agentsACW: 1, queueCount: 2 };
    const without = (name: keyof typeof told): object => ({ ...told, [name]: null });
    const skillActivity = [
      { ...told, skillId: 1 },
      ...(['agentsLoggedIn', 'agentsUnavailable', 'agentsACW', 'queueCount'] as const).map(
        (name, at) => ({ ...without(name), skillId: at + 2 }),
      ),
      { agentsLoggedIn: 5, agentsUnavailable: 1, skillId: 9 },
    ];
    await answering(
      () => ({ skillActivity }),
      async (client) => {
        const capacity = await client.capacity();
        assert.deepEqual(
          capacity?.queues.map(({ queueId, groups, waitingCalls }) => [
            queueId,
            groups[0]?.agents,
            waitingCalls,
          ]),
          [['1', 3, 2]],
        );
      },
    );
  });
});
