import assert from 'node:assert/strict';
import { observeAgents } from '../../../src/simulator/traffic/agent-observation.js';
import { startPlatform } from '../platform.js';
import { sampleWorld, startMs } from '../sample-world.js';
import { bareOrg, bareWorld, experienced, hourMs } from './bare-world.js';

const minuteMs = 60_000;
const callers = { perHour: 240, patienceSeconds: 120 };

describe('simulator: agents', () => {
  it('lets only agents answer who have the skill and the language', () => {
    const group = { agents: 30, handleSeconds: 180 };
    const org = bareOrg('org', callers, {
      groups: [
        { ...group, skills: ['billing'] },
        { ...group, skills: ['billing', 'es'] },
      ],
    });
    assert.ok(org.callers);
    const flow = org.callers;
    org.callers = { ...flow, skill: 'billing', language: 'es' };
    const world = bareWorld([org]);
    world.advance(startMs + hourMs);
    const [queue] = observeAgents(world, 'org');
    const bySkill = (name: string) => queue?.skills.find(({ skill }) => skill === name);
    assert.ok((bySkill('es')?.interacting ?? 0) > 0);
    // Whoever has no Spanish has had nothing to do.
    assert.equal(queue?.interacting, bySkill('es')?.interacting);

    const unserved = bareWorld([{ ...org, callers: { ...flow, skill: 'sales' } }]);
    unserved.advance(startMs + 2 * hourMs);
    const { answered, abandonedBy } = experienced(unserved, 'org', 0, 1);
    assert.deepEqual([answered, abandonedBy.gaveUpInQueue > 200], [0, true]);
    const waiting = observeAgents(unserved, 'org')[0]?.skills.find(
      ({ skill }) => skill === 'sales',
    );
    assert.ok(waiting && waiting.waitingCalls > 0 && waiting.onQueue === 0);
  });

  it('serves first who came first, among those whom an agent can serve', () => {
    const group = { agents: 1, handleSeconds: 60, skills: ['billing'] };
    const world = bareWorld([bareOrg('org', { ...callers, perHour: 0 }, { groups: [group] })]);
    const place = (skill?: string) => {
      world.advance(world.startMs);
      const order = { orgId: 'org', count: 1, skill, queueId: 'org-queue' };
      return world.traffic.placeTestCalls(order, 'test').calls[0];
    };
    const [inService, sales, plain, billing] = [place(), place('sales'), place(), place('billing')];
    world.advance(startMs + hourMs);
    assert.equal(sales?.ending, 'open');
    const answers = [inService, plain, billing].map((call) => call?.answeredAtMs ?? Infinity);
    assert.deepEqual(
      answers,
      answers.toSorted((a, b) => a - b),
    );
    assert.ok(answers.every(Number.isFinite));
  });

  it('sends shifts on queue and off, in the local time of the org; the busy finish first', () => {
    // The world begins at 09:00 UTC, which is 10:00 there.
    const shifts = [
      { from: 600, to: 660, agents: 40 },
      { from: 660, to: 600, agents: 2 },
    ];
    const org = bareOrg('org', callers, { handleSeconds: 600, shifts }, { timeZone: '+01:00' });
    const world = bareWorld([org]);
    const onQueueAt = (minute: number) => {
      world.advance(startMs + minute * minuteMs);
      return observeAgents(world, 'org')[0] ?? assert.fail();
    };
    assert.equal(onQueueAt(59).onQueue, 40);
    const after = onQueueAt(60);
    assert.ok(after.onQueue > 20 && after.idle === 0, `${after.onQueue} finish their calls`);
    assert.equal(onQueueAt(23 * 60).onQueue, 2);
    assert.equal(onQueueAt(24 * 60).onQueue, 40);
  });

  it('has agents at work on calls that have ended', () => {
    const staffing = { agents: 60, handleSeconds: 300, wrapUpSeconds: 300, skill: 'english' };
    const world = bareWorld([bareOrg('org', callers, staffing)]);
    world.advance(startMs + 2 * hourMs);
    const [queue] = observeAgents(world, 'org');
    assert.ok(queue && queue.wrapUp > 10 && queue.interacting > 10);
    assert.equal(queue.onQueue, queue.idle + queue.interacting + queue.wrapUp);
    assert.deepEqual(queue.skills, [{ skill: 'english', ...withoutNames(queue) }]);
  });

  it('has as many callers as the hour of the day brings', () => {
    const hourlyFactors = Array.from({ length: 24 }, (_, hour) => (hour === 10 ? 2 : 0.5));
    const orgs = [
      bareOrg('utc', { ...callers, perHour: 1000 }, { agents: 200 }, { hourlyFactors }),
      bareOrg(
        'east',
        { ...callers, perHour: 1000 },
        { agents: 200 },
        { hourlyFactors, timeZone: '+01:00' },
      ),
    ];
    const world = bareWorld(orgs);
    world.advance(startMs + 3 * hourMs);
    const offered = (orgId: string, hour: number) =>
      experienced(world, orgId, hour, hour + 1).offered;
    const near = (found: number, expected: number) =>
      assert.ok(Math.abs(found - expected) < 4 * Math.sqrt(expected), `${found} callers`);
    near(offered('utc', 0), 500);
    near(offered('utc', 1), 2000);
    near(offered('east', 0), 2000);
    near(offered('east', 1), 500);
  });

  it('tells of agents by /_sim/agents', async () => {
    const platform = await startPlatform({ world: sampleWorld() });
    try {
      interface Queue {
        queueId: string;
        onQueue: number;
        interacting: number;
        idle: number;
      }
      const { body } = await platform.ask<{ orgs: { orgId: string; queues: Queue[] }[] }>(
        '/_sim/agents?orgId=east',
      );
      const [queue] = body.orgs[0]?.queues ?? [];
      assert.deepEqual([body.orgs.length, queue?.queueId, queue?.onQueue], [1, 'east-queue', 70]);
      assert.equal((queue?.interacting ?? 0) + (queue?.idle ?? 0), 70);
      assert.equal((await platform.ask('/_sim/agents?orgId=nowhere')).status, 404);
    } finally {
      await platform.close();
    }
  });
});

function withoutNames<T extends { queueId: string; skills: unknown }>({
  queueId: _queue,
  skills: _skills,
  ...states
}: T): Omit<T, 'queueId' | 'skills'> {
  return states;
}
