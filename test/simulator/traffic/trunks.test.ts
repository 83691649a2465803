import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import type { World } from '../../../src/simulator/world/world.js';
import { startMs } from '../sample-world.js';
import { bareOrg, bareWorld, experienced, hourMs } from './bare-world.js';

const callers = { perHour: 600, patienceSeconds: 120 };
const staffing = { agents: 100, handleSeconds: 300 };
const outage = { type: 'carrierOutage', carrier: 'acme', minutes: 60 } as const;

type TrunkBody = JsonObject & { id: string };

/** An hour of an org with these trunks, with its carrier out. */
function inOutage(trunks: TrunkBody[], share = 1): World {
  const org = bareOrg('org', callers, staffing);
  org.resources = { ...org.resources, trunk: trunks };
  const world = bareWorld([org], { shocks: [{ ...outage, share }] });
  world.advance(startMs + 2 * hourMs);
  return world;
}

function lostBy(world: World) {
  const { offered, abandonedBy } = experienced(world, 'org', 0, 1);
  return {
    carrier: abandonedBy.carrierOutage / offered,
    channels: abandonedBy.noChannel / offered,
  };
}

const primary = (changes: JsonObject = {}): TrunkBody => ({
  id: 'primary',
  name: 'Primary',
  carrier: 'acme',
  settings: { channels: 400 },
  ...changes,
});
const backup = (changes: JsonObject = {}): TrunkBody => ({
  id: 'backup',
  name: 'Backup',
  carrier: 'bell',
  settings: { channels: 400 },
  ...changes,
});

describe('simulator: trunks', () => {
  it('loses every call with its only carrier, and none once the outage is over', () => {
    for (const trunks of [[], [primary()]]) {
      const world = inOutage(trunks);
      assert.deepEqual(lostBy(world), { carrier: 1, channels: 0 });
      assert.equal(experienced(world, 'org', 1, 2).abandonedBy.carrierOutage, 0);
    }
  });

  it('loses the share of the calls that the outage says', () => {
    const { carrier } = lostBy(inOutage([primary()], 0.3));
    assert.ok(carrier > 0.24 && carrier < 0.36, `${carrier}`);
  });

  it('fails over to another trunk or carrier, if that is not out as well', () => {
    const toTrunk = primary({ failover: { trunkId: 'backup' } });
    const toCarrier = primary({ failover: { carrier: 'bell', afterSeconds: 5 } });
    assert.deepEqual(lostBy(inOutage([toTrunk, backup()])), { carrier: 0, channels: 0 });
    assert.deepEqual(lostBy(inOutage([toCarrier])), { carrier: 0, channels: 0 });
    assert.deepEqual(lostBy(inOutage([primary(), backup()])), { carrier: 0, channels: 0 });
    for (const useless of [
      backup({ carrier: 'acme' }),
      backup({ enabled: false }),
      backup({ failover: { carrier: 'acme' }, carrier: 'acme' }),
    ]) {
      assert.equal(lostBy(inOutage([toTrunk, useless])).carrier, 1);
    }
  });

  it('has no more room than the trunk that it fails over to', () => {
    const trunks = [
      primary({ failover: { trunkId: 'backup' } }),
      backup({ settings: { channels: 10 } }),
    ];
    const { carrier, channels } = lostBy(inOutage(trunks));
    // About fifty calls at once want through ten channels.
    assert.ok(carrier > 0.6 && carrier < 0.9, `${carrier}`);
    assert.equal(channels, 0);
  });

  it('overflows from a full trunk to the next', () => {
    const small = primary({ settings: { channels: 20 } });
    const world = (trunks: TrunkBody[]) => {
      const org = bareOrg('org', callers, staffing);
      org.resources = { ...org.resources, trunk: trunks };
      const played = bareWorld([org]);
      played.advance(startMs + 2 * hourMs);
      return lostBy(played).channels;
    };
    assert.ok(world([small]) > 0.4);
    assert.equal(world([small, backup()]), 0);
    assert.ok(world([small, backup({ enabled: false })]) > 0.4);
  });
});
