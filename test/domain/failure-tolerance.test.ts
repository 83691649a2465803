import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  allowancesOf,
  exceeded,
  mayStart,
  type Allowance,
  type FailureTolerance,
} from '../../src/domain/failure-tolerance.js';
import type { PlannedWave } from '../../src/domain/rollout-plan.js';

const WAVES: readonly PlannedWave[] = [
  wave(0, 'hub', { shared: [['hub', 'alder']] }),
  wave(1, '50 %', {
    east: [
      ['e1', 'alder'],
      ['e2', 'birch'],
    ],
    west: [['w1', 'birch']],
  }),
  wave(2, '100 %', {
    east: [['e3', 'alder']],
    west: [
      ['w2', 'birch'],
      ['w3', 'birch'],
    ],
  }),
];

describe('the tolerance of failed orgs', () => {
  it('counts a wave by itself, and groups and carriers over all waves', () => {
    const tolerance: FailureTolerance = {
      wave: { orgs: 1 },
      group: { default: { orgs: 1 }, named: { west: { orgs: 0 } } },
      carrier: { default: null, named: { birch: { percent: 50 } } },
      strict: false,
    };
    const west = allowances(tolerance, 2, 'west', ['e1', 'e2']);
    assert.deepEqual(west, [
      { of: 'wave 100 %', tolerated: 1, failedBefore: 0, orgs: ['w2', 'w3'] },
      { of: 'group west', tolerated: 0, failedBefore: 0, orgs: ['w2', 'w3'] },
      // Half of e2, w1, w2, w3.
      { of: 'carrier birch', tolerated: 2, failedBefore: 1, orgs: ['w2', 'w3'] },
    ]);
    assert.equal(exceeded(west, new Set(['e1', 'e2'])), null);
    assert.equal(exceeded(west, new Set(['e1', 'e2', 'w2']))?.of, 'group west');
  });

  it('trips by what failed before, too', () => {
    const tolerance: FailureTolerance = {
      wave: { orgs: 9 },
      carrier: { default: { orgs: 1 }, named: {} },
      strict: false,
    };
    const limit = exceeded(allowances(tolerance, 2, 'west', ['e2']), new Set(['e2', 'w3']));
    assert.equal(limit?.of, 'carrier birch');
  });

  it('tolerates nothing in the hub, whatever is said of waves', () => {
    const tolerance: FailureTolerance = { wave: { percent: 100 }, strict: false };
    const [hub] = allowances(tolerance, 0, 'shared', []);
    assert.equal(hub?.tolerated, 0);
  });

  it('rounds percentages down', () => {
    const tolerance: FailureTolerance = { wave: { percent: 99 }, strict: false };
    const [wave] = allowances(tolerance, 1, 'east', []);
    assert.equal(wave?.tolerated, 2);
  });

  it('under strict, lets no more fail than tolerated and one, whatever fails when', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.record({ finish: fc.nat(7), fails: fc.boolean() }), { maxLength: 60 }),
        (tolerated, most, events) => {
          const failed = failuresOf({ tolerated, most, events });
          assert.ok(failed.size <= tolerated + 1, `${failed.size} failed`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('without strict, more may fail at once', () => {
    const allowance = { of: 'wave', tolerated: 0, failedBefore: 0, orgs: ['a', 'b'] };
    const now = { running: ['a'], failed: new Set<string>() };
    assert.equal(mayStart([allowance], 'b', now), false);
    assert.equal(mayStart([{ ...allowance, tolerated: 1 }], 'b', now), true);
    assert.equal(mayStart([allowance], 'somebody else', now), true);
  });
});

function allowances(
  tolerance: FailureTolerance,
  index: number,
  group: string,
  failed: readonly string[],
): Allowance[] {
  const wave = WAVES.find((candidate) => candidate.index === index);
  assert.ok(wave);
  return allowancesOf({ tolerance, waves: WAVES, wave, group, failed: new Set(failed) });
}

/** Starts orgs as a group does while events end those that run, as a group is told. */
function failuresOf(run: {
  readonly tolerated: number;
  readonly most: number;
  readonly events: readonly { readonly finish: number; readonly fails: boolean }[];
}): ReadonlySet<string> {
  const orgs = Array.from({ length: 40 }, (_, index) => `org-${index}`);
  const limits = [{ of: 'wave', tolerated: run.tolerated, failedBefore: 0, orgs }];
  const failed = new Set<string>();
  let running: string[] = [];
  let next = 0;
  for (const { finish, fails } of run.events) {
    while (next < orgs.length && running.length < run.most && exceeded(limits, failed) === null) {
      const org = orgs[next] ?? '';
      if (!mayStart(limits, org, { running, failed })) break;
      running.push(org);
      next += 1;
    }
    const ended = running[finish % Math.max(1, running.length)];
    if (ended === undefined) continue;
    running = running.filter((org) => org !== ended);
    if (fails) failed.add(ended);
  }
  return failed;
}

function wave(
  index: number,
  name: string,
  groups: Readonly<Record<string, readonly (readonly [string, string])[]>>,
): PlannedWave {
  const orgOf = ([org, carrier]: readonly [string, string]) =>
    ({ org, realOrgId: org, platform: 'guide', carrier }) as const;
  return {
    index,
    name,
    gate: `expand-${index}`,
    groups: Object.entries(groups).map(([group, orgs]) => ({ group, orgs: orgs.map(orgOf) })),
    exposed: [],
    controls: [],
  };
}
