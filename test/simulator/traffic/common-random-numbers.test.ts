import assert from 'node:assert/strict';
import { worldFileSchema, type WorldFile } from '../../../src/simulator/world-file.js';
import { World } from '../../../src/simulator/world/world.js';
import { org, sampleWorld, startMs } from '../sample-world.js';
import { hourMs } from './bare-world.js';

const toMs = startMs + 2 * hourMs;

function played(file: WorldFile, change: (world: World) => void = () => undefined): World {
  const world = new World(worldFileSchema.parse(file), startMs);
  change(world);
  world.advance(toMs);
  return world;
}

/** Every call of an org: when it came and how it went. */
function callsOf(world: World, orgId: string) {
  const log = world.traffic.statistics(orgId)?.log;
  return log === undefined ? [] : [...log.between(-Infinity, Infinity)];
}

function arrivalsOf(world: World, orgId: string): number[] {
  return callsOf(world, orgId).map((call) => call.offeredAtMs);
}

function edit(world: World, id: string, patch: object): void {
  const resource = world.store.get(id);
  assert.ok(resource);
  const origin = { clientId: 'someone', atMs: startMs, ifMatch: null };
  world.writer.patch(resource, JSON.parse(JSON.stringify(patch)), origin);
}

describe('simulator: common random numbers', () => {
  const plain = played(sampleWorld());

  it('keeps the callers of an org whose flow changes, and everything about the others', () => {
    const changed = played(sampleWorld(), (world) => edit(world, 'east-flow', { enabled: false }));
    assert.deepEqual(arrivalsOf(changed, 'east'), arrivalsOf(plain, 'east'));
    assert.notDeepEqual(callsOf(changed, 'east'), callsOf(plain, 'east'));
    for (const other of ['hub', 'west']) {
      assert.deepEqual(callsOf(changed, other), callsOf(plain, other));
    }
  });

  it('lets callers give up after the same patience, whatever queue they are sent to', () => {
    const toUnstaffed = (queueId: string) => (world: World) => {
      const block = { id: 'transfer', type: 'TransferToQueue', properties: { queueId } };
      edit(world, 'east-flow', { blocks: [block] });
    };
    const [one, other] = ['east-unstaffed', 'west-unstaffed'].map((queueId) =>
      callsOf(played(sampleWorld(), toUnstaffed(queueId)), 'east')
        .filter(({ offeredAtMs, ending }) => offeredAtMs >= startMs && ending === 'gaveUpInQueue')
        .map(({ offeredAtMs, waitMs }) => [offeredAtMs, waitMs]),
    );
    assert.ok((one?.length ?? 0) > 1000);
    assert.deepEqual(one, other);
  });

  it('keeps the callers of a stream when the org gets another one', () => {
    const file = sampleWorld();
    const [, east] = file.orgs;
    assert.ok(east?.callers);
    east.callerStreams = [{ ...east.callers, perMinute: 3 }];
    const both = new Set(arrivalsOf(played(file), 'east'));
    assert.ok(both.size > plain.traffic.statistics('east')!.truth.offered);
    assert.ok(arrivalsOf(plain, 'east').every((arrival) => both.has(arrival)));
  });

  it('keeps the callers of every org when one more joins, or a shock passes elsewhere', () => {
    const file = sampleWorld();
    file.orgs.push({ ...org('north', 'hub'), region: 'eu-north-1' });
    file.shocks = [{ type: 'peak', region: 'eu-north-1', fromMinutes: 10, minutes: 30, factor: 3 }];
    const joined = played(file);
    for (const same of ['east', 'west']) {
      assert.deepEqual(callsOf(joined, same), callsOf(plain, same));
    }
  });

  it('brings other callers with another seed', () => {
    const other = played(sampleWorld({ seed: 8 }));
    assert.notDeepEqual(arrivalsOf(other, 'east'), arrivalsOf(plain, 'east'));
  });

  it('goes the same way whether a shock was known from the start or came up', () => {
    const shock = { type: 'peak', fromMinutes: 20, minutes: 30, factor: 2.5 } as const;
    const planned = played(sampleWorld({ shocks: [shock] }));
    const sudden = played(sampleWorld(), (world) => {
      world.advance(startMs + 20 * 60_000);
      world.placeShock({ ...shock, fromMinutes: 0 }, startMs + 20 * 60_000, startMs + 20 * 60_000);
    });
    assert.deepEqual(callsOf(sudden, 'east'), callsOf(planned, 'east'));
  });
});
