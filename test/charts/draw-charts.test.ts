import assert from 'node:assert/strict';

import { COLOURS } from '../../src/charts/colours.js';
import { drawCharts } from '../../src/charts/draw-charts.js';
import type { Chart } from '../../src/charts/port.js';
import type { Evidence } from '../../src/domain/canary/evidence.js';
import { canary, controls, evidenceOf, intervalsOf, iso } from '../domain/canary/fleet.js';

/** Three canaries that turn bad, with a gap in their telemetry. */
function badWave(): Evidence {
  const bad = ['a', 'b', 'c'].map((name) =>
    canary(
      name,
      intervalsOf({}, (slot) => (slot === 6 ? null : { abandoned: 6 + (slot % 3), wait: 45 })),
    ),
  );
  return evidenceOf([...bad, ...controls(27)]);
}

/** Texts that are drawn, in document order. */
function textsOf({ svg }: Chart): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}

function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

const dashed = new RegExp(`stroke="${COLOURS.control.light}"[^>]*stroke-dasharray`, 'g');
const solid = new RegExp(`<path[^>]*stroke="${COLOURS.canary.light}"[^>]*stroke-width="2"`, 'g');
const bands = (colour: string): RegExp => new RegExp(`fill="${colour}"[^>]*fill-opacity`, 'g');

describe('charts of evidence', function () {
  this.timeout(60_000);
  let charts: readonly Chart[];
  let abandonment: Chart;
  before(async () => {
    charts = await drawCharts(badWave(), 'wave 10 %');
    const [first] = charts;
    assert.ok(first !== undefined);
    abandonment = first;
  });

  it('are one for each metric that has data', async () => {
    const names = charts.map(({ metric }) => metric);
    assert.deepEqual(names, ['abandonment', 'speedOfAnswer', 'strategyHitRate']);
    const noStrategy = badWave().orgs.map((org) => ({
      ...org,
      intervals: org.intervals.map((one) => ({ ...one, strategyHits: 0, strategyAttempts: 0 })),
    }));
    const fewer = await drawCharts({ ...badWave(), orgs: noStrategy }, 'wave 10 %');
    assert.deepEqual(
      fewer.map(({ metric }) => metric),
      ['abandonment', 'speedOfAnswer'],
    );
  });

  it('show both arms with what may be chance, a gap where data are missing', () => {
    const texts = textsOf(abandonment);
    for (const text of ['canaries (3 orgs)', 'controls (27 orgs)', 'callers who hang up'])
      assert.ok(texts.includes(text), text);
    assert.equal(count(abandonment.svg, dashed), 1);
    // ECharts draws a broken line as one path with a move in it.
    const [line = ''] = abandonment.svg.match(solid) ?? [];
    assert.equal(count(line.match(/ d="([^"]*)"/)?.[1] ?? '', /M/g), 3);
    assert.equal(count(abandonment.svg, bands(COLOURS.canary.light)), 3);
    assert.equal(count(abandonment.svg, bands(COLOURS.control.light)), 2);
  });

  it('mark the deployment in both panels, and hold the estimates against threshold and margin', () => {
    const texts = textsOf(abandonment);
    assert.equal(texts.filter((text) => text === 'deployed').length, 2);
    for (const text of [
      'threshold +15 %',
      'passes up to +100 %',
      'no effect',
      'platform time, UTC',
    ])
      assert.ok(texts.includes(text), text);
    assert.ok(texts.includes('fail'));
    assert.ok(texts.includes('10:30'));
  });

  it('say in words what they show', () => {
    const { alt, svg } = abandonment;
    assert.match(
      alt,
      /^Abandonment: canaries \(3 orgs\) 5\.0 % before and 17\.\d % after, controls \(27 orgs\) /,
    );
    assert.match(
      alt,
      /; fail at the last check: estimate \+\d+ %, interval .+, threshold \+15 %\.$/,
    );
    assert.ok(svg.includes('role="img" aria-labelledby="title desc"'));
    assert.ok(svg.includes(`<desc id="desc">${alt}</desc>`));
  });

  it('have no number that is none, and the same bytes each time', async () => {
    const again = await drawCharts(badWave(), 'wave 10 %');
    for (const [at, { svg }] of charts.entries()) {
      assert.doesNotMatch(svg, /NaN|Infinity|undefined|\bnull\b/);
      assert.equal(svg, again[at]?.svg);
    }
  });

  it('swap every colour in the dark, and use none that is not known', () => {
    for (const { svg } of charts) {
      const shown = svg.replaceAll(/<clipPath[^]*?<\/clipPath>/g, '');
      const used = [...shown.matchAll(/(?:fill|stroke)="(#\w+)"/g)].map(([, colour]) => colour);
      const known = new Set<string>(Object.values(COLOURS).map(({ light }) => light));
      assert.deepEqual(
        [...new Set(used)].filter((one) => !known.has(one ?? '')),
        [],
      );
      for (const { light, dark } of Object.values(COLOURS))
        assert.ok(svg.includes(`[fill="${light}"]{fill:${dark}}`));
    }
  });

  it('stay small however long a hold lasts', async () => {
    const minutes = Array.from({ length: 24 * 14 }, (_, at) => 15 + 60 * at);
    const long = { ...badWave(), checks: minutes.map(iso) };
    for (const { svg } of await drawCharts(long, 'wave 10 %'))
      assert.ok(svg.length < 100_000, String(svg.length));
  });

  it('are drawn of one org without anybody to compare with, and of no data after', async () => {
    const alone = await drawCharts(evidenceOf([canary('a')]), 'wave 100 %');
    assert.ok(!textsOf(alone[0] ?? abandonment).some((text) => text.startsWith('controls')));
    assert.match(alone[0]?.alt ?? '', /canaries \(1 org\) 5\.0 % before and 5\.0 % after; /);
    const before = canary(
      'a',
      intervalsOf({}, () => null),
    );
    const [blind] = await drawCharts(evidenceOf([before, ...controls(5)]), 'wave 100 %');
    assert.match(blind?.alt ?? '', /no estimate \(inconclusive\)\.$/);
    assert.doesNotMatch(blind?.svg ?? 'NaN', /NaN|Infinity/);
  });
});
