import assert from 'node:assert/strict';
import type { CallInterval } from '../../src/domain/canary/evidence.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { Loaded } from '../../src/planning/loaded.js';
import { volumeAhead, type VolumeAhead } from '../../src/planning/volume-ahead.js';
import type { OrgClient, TelemetryWindow } from '../../src/platforms/port.js';
import { edited, releaseOf, type Changes } from '../release/fixture.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** A Monday at nine, UTC; ten in Berlin. */
const NOW = Date.UTC(2026, 2, 2, 9);
const SPANS = [0, 1].map((hour) => ({
  fromMs: NOW + hour * HOUR_MS,
  toMs: NOW + (hour + 1) * HOUR_MS,
}));

/** Calls an hour at an instant; null: the platform does not know. */
type History = (atMs: number) => number | null;

/** What a platform keeps that has this history: rows for whole intervals. */
function intervalsOf(history: History, window: TelemetryWindow): CallInterval[] {
  const stepMs = window.intervalMinutes * 60_000;
  const count = Math.floor((window.toMs - window.fromMs) / stepMs);
  return Array.from({ length: count }, (_, at) => window.fromMs + at * stepMs).flatMap((atMs) => {
    const calls = history(atMs);
    if (calls === null) return [];
    const offered = (calls * stepMs) / HOUR_MS;
    return [
      {
        start: new Date(atMs).toISOString(),
        offered,
        answered: offered,
        abandoned: 0,
        waitSecondsTotal: 0,
        strategyHits: offered,
        strategyAttempts: offered,
      },
    ];
  });
}

function volume(history: History, environment: Changes = {}): Promise<VolumeAhead> {
  const release = releaseOf(environment);
  const client = {
    callIntervals: (window: TelemetryWindow) => Promise.resolve(intervalsOf(history, window)),
  } as unknown as OrgClient;
  const platforms = { connect: () => client };
  const loaded = new Loaded({ platforms }, release, environmentOf(release, 'test'));
  return volumeAhead(loaded, 'sub_1', SPANS, {});
}

const given = (calls: string): Changes =>
  edited('environments/test.yaml', 'parent: hub,', `parent: hub, calls_per_hour: ${calls},`);

/** More in the second hour of the time ahead than in the first, in each of the weeks before. */
const byWeek =
  (weeks: number): History =>
  (atMs) => {
    const week = Math.ceil((NOW - atMs) / WEEK_MS);
    if (atMs >= NOW - 24 * HOUR_MS) return 300;
    return week > weeks ? null : (atMs - NOW + week * WEEK_MS) / HOUR_MS < 1 ? 600 : 900;
  };

describe('the volume of the time ahead', () => {
  it('is that of the same hours of earlier weeks, and a bit more', async () => {
    const { offeredCalls, callsPerHour } = await volume(byWeek(4));
    assert.equal(offeredCalls, 300);
    const [first, second] = callsPerHour.map((calls) => calls ?? 0);
    assert.ok(first !== undefined && second !== undefined);
    assert.ok(first > 600 && first < 660, String(first));
    assert.ok(second > 900 && second < 990, String(second));
  });

  it('is that of the last hour where too few weeks are kept, or one of their hours is missing', async () => {
    const gap: History = (atMs) => (new Date(atMs).getUTCHours() === 10 ? null : byWeek(4)(atMs));
    for (const history of [byWeek(1), gap]) {
      const [first, second] = (await volume(history)).callsPerHour;
      assert.ok(typeof first === 'number');
      assert.ok(first > 300 && first < 340, String(first));
      assert.equal(second, first);
    }
  });

  it('is what the environment gives, by the hours of the org’s own day, where it gives any', async () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour * 10);
    const listed = await volume(byWeek(4), given(`[${hours.join(', ')}]`));
    assert.deepEqual(listed.callsPerHour, [100, 110]);
    assert.deepEqual((await volume(byWeek(4), given('450'))).callsPerHour, [450, 450]);
  });

  it('is unknown where nothing tells, and no call of late is measured by what is to come', async () => {
    const nothing = await volume(() => null);
    assert.deepEqual(nothing, { offeredCalls: 0, callsPerHour: [null, null] });
    const opening = await volume(
      () => null,
      given('[0,0,0,0,0,0,0,0,0,0,80,90,0,0,0,0,0,0,0,0,0,0,0,0]'),
    );
    assert.deepEqual(opening, { offeredCalls: 90, callsPerHour: [80, 90] });
  });
});
