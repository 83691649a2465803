import assert from 'node:assert/strict';

import type { RecentCalls } from '../../src/domain/experiment.js';
import { volumeClasses } from '../../src/domain/volume-class.js';
import {
  waveOutlook,
  type OutlookRequest,
  type WaveOutlook,
} from '../../src/domain/wave-outlook.js';
import { releaseOf } from '../release/fixture.js';

const { policy } = releaseOf();
const BUSY: RecentCalls = {
  callsPerHour: 480,
  abandonmentShare: 0.05,
  waitSeconds: 30,
  attemptsPerHour: 480,
  hitShare: 0.9,
};

function names(arm: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${arm}_${at}`);
}

function outlook(changes: Partial<OutlookRequest> = {}): WaveOutlook {
  return waveOutlook({
    canaries: names('canary', 3),
    controls: names('control', 27),
    controlsDrawn: true,
    place: { rung: 0, wave: 0, waves: 3 },
    policy,
    stratumOf: () => 'region/carrier',
    callsOf: () => BUSY,
    hasEarlierWeeks: true,
    ...changes,
  });
}

describe('the outlook of a wave', () => {
  it('is likely where effects that matter show within the horizon', () => {
    const found = outlook();
    assert.deepEqual([found.verdict, found.warnings], ['likely', []]);
    assert.equal(found.draws, 4060);
    assert.equal(found.callsPerHour, 1440);
    assert.deepEqual(
      found.abandonment.map(({ effect }) => effect),
      [0.15, 0.5, 1],
    );
    assert.deepEqual(
      found.speedOfAnswer.map(({ effect }) => effect),
      [10, 20],
    );
    const [points, ...others] = found.strategyHitRate ?? [];
    assert.deepEqual([points?.effect, others], [5, []]);
    assert.ok((points?.minutes ?? Infinity) <= 60, `${points?.minutes} min`);
    const silent = outlook({ callsOf: () => ({ ...BUSY, attemptsPerHour: 0, hitShare: 0 }) });
    assert.deepEqual([silent.strategyHitRate, silent.verdict], [[], 'likely']);
  });

  it('is weak with few ways to draw, with controls that were not drawn, without controls', () => {
    const weak = (changes: Partial<OutlookRequest>): string => {
      const { verdict, warnings } = outlook(changes);
      assert.equal(verdict, 'weak', warnings.join());
      return warnings.join();
    };
    const few = { canaries: names('canary', 1), controls: names('control', 9) };
    const loud = (): RecentCalls => ({ ...BUSY, callsPerHour: 20_000 });
    assert.match(
      weak({ ...few, callsOf: loud }),
      /only 10 way\(s\) to draw it \(smallest p 0\.10\)/,
    );
    assert.match(weak({ controlsDrawn: false }), /not drawn by lot/);
    assert.match(weak({ controls: [], callsOf: loud }), /earlier weeks stand in/);
    // The judge does not compare with one org.
    assert.equal(outlook({ controls: names('control', 1) }).comparedWith, 'samePastHours');
    const oneDark = (org: string): RecentCalls | null => (org === 'canary_0' ? null : BUSY);
    assert.match(weak({ callsOf: oneDark }), /the calls of 1 of its orgs could not be read/);
  });

  it('is impossible without anything to compare with, or with hardly any calls', () => {
    const alone = outlook({ controls: [], hasEarlierWeeks: false });
    assert.equal(alone.verdict, 'impossible');
    assert.deepEqual(new Set(alone.abandonment.map(({ minutes }) => minutes)), new Set([null]));
    const quiet = outlook({ callsOf: () => ({ ...BUSY, callsPerHour: 6 }) });
    assert.equal(quiet.verdict, 'impossible');
    assert.match(
      quiet.warnings[0] ?? '',
      /too few calls: doubled abandonment takes longer than 75/,
    );
  });

  it('is unknown where no calls could be read, and still says what the draw can show', () => {
    const { verdict, warnings, callsPerHour, draws } = outlook({ callsOf: () => null });
    assert.deepEqual([verdict, callsPerHour, draws], ['unknown', null, 4060]);
    assert.deepEqual(warnings, ['the calls of its orgs could not be read']);
  });
});

describe('volume classes', () => {
  it('are thirds of the orgs whose calls are known; equals are together', () => {
    const calls = new Map<string, number | null>([
      ['a', 10],
      ['b', 20],
      ['c', 30],
      ['d', null],
    ]);
    assert.deepEqual(Object.fromEntries(volumeClasses(calls)), {
      a: 'low',
      b: 'middle',
      c: 'high',
      d: 'unknown',
    });
    const same = new Map(['a', 'b', 'c'].map((org) => [org, 5]));
    assert.equal(new Set(volumeClasses(same).values()).size, 1);
  });
});
