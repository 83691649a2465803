import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { checkCreations } from '../../bench/chaos/checks/creations.js';
import { isOwn, storiesOf, type Story } from '../../bench/chaos/checks/org-writes.js';
import { checkWrites } from '../../bench/chaos/checks/writes.js';
import { standOf, type OrgStand } from '../../bench/chaos/checks/whole.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { SimResource } from '../../bench/chaos/run/simulator.js';
import { runs } from '../domain/runs.js';
import { course } from './transaction/happening.js';
import { situation, type Situation, type Templates } from './transaction/situation.js';
import { openScene } from './transaction/scene.js';
import type { Course, End } from './transaction/transaction.js';

/** What is left of one transaction. */
interface Left {
  readonly end: End;
  readonly stories: readonly Story[];
  readonly stand: OrgStand;
}

const TRAFFIC = { stepCapPoints: 30, stepMinutes: 5, hardSwaps: 'allow' } as const;

async function play(found: Situation, happening: Course, traffic?: typeof TRAFFIC): Promise<Left> {
  const scene = await openScene(found, traffic === undefined ? {} : { traffic });
  const before = scene.configuration();
  const end = await scene.transact(happening);
  const observed = {
    before: { sub: before },
    target: { sub: scene.target as readonly SimResource[] },
    after: { sub: scene.configuration() },
    writes: scene.platform.journal,
  };
  const stories = storiesOf(observed, 'sub');
  return { end, stories, stand: standOf(stories) };
}

/** The promises, as a run of chaos is held against them. */
function hold({ end: { state, reason }, stories, stand }: Left, besides = /^$/): void {
  const broken = [...stories.flatMap(checkWrites), ...checkCreations(stories)];
  const counts = broken.filter(({ promise, what }) => promise !== 'c' || !besides.test(what));
  assert.deepEqual(counts, []);
  const about = `${state} (${reason}): ${JSON.stringify(stand)}`;
  if (state === 'stranded') {
    // Only what a person made of a created resource, or builds on it, may stand in the way.
    assert.ok(stand.editedCreations.length > 0 || stand.switchedOff.length > 0, about);
    assert.deepEqual(stand.strange, [], about);
    assert.deepEqual(stand.onTarget, [], about);
    return;
  }
  assert.notEqual(stand.stand, 'mixed', about);
  // Lost answers and dead workers are got over: only people make a plan stale.
  const isEdited = stories.some(({ writes }) => writes.some((write) => !isOwn(write)));
  if (state === 'failed') assert.ok(isEdited, about);
  if (state === 'completed') assert.notEqual(stand.stand, 'before', about);
  else {
    assert.notEqual(stand.stand, 'target', about);
    assert.deepEqual(stand.editedCreations, [], about);
    assert.deepEqual(stand.switchedOff, [], about);
  }
}

/** A release that brings a report to an org that has none. */
const BRINGS_REPORT: Situation = {
  had: withReport(null),
  wanted: withReport({ name: 'Quality', queueId: { ref: 'queue/main' } }),
};

function withReport(quality: JsonObject | null): Templates {
  return {
    main: { name: 'Main' },
    routing: { name: 'Routing', targets: [{ id: 'a', weight: 'r0' }] },
    ivr: { name: 'IVR', strategyId: { ref: 'strategy/routing' } },
    quality,
  };
}

/** Situations in which all weights are numbers that sum to 100. */
const weighted: fc.Arbitrary<Situation> = fc
  .tuple(situation, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([{ had, wanted }, before, after]) => ({
    had: { ...had, routing: withWeights(had.routing, before) },
    wanted: { ...wanted, routing: withWeights(wanted.routing, after) },
  }));

/** The first target has so many points, the last one the rest. */
function withWeights(routing: JsonObject | null, first: number): JsonObject {
  const targets = (routing?.['targets'] ?? []) as JsonObject[];
  const last = targets.length - 1;
  const weightAt = (at: number): number => (at === last ? 100 - (last === 0 ? 0 : first) : 0);
  return {
    ...routing,
    targets: targets.map((target, at) => ({
      ...target,
      weight: at === 0 && last > 0 ? first : weightAt(at),
    })),
  };
}

/** Weights between the old ones and the new ones are what steps are about. */
const ON_THE_WAY = /\/weight: \S+ → \d+$/;

/** As long as no person edits a strategy, its weights sum to 100 after every write. */
function sums({ kind, writes }: Story): void {
  if (kind !== 'strategy') return;
  const first = writes.findIndex((write) => !isOwn(write));
  for (const { after } of first < 0 ? writes : writes.slice(0, first)) {
    const targets = (after?.['targets'] ?? []) as { weight: number }[];
    const sum = targets.reduce((total, { weight }) => total + weight, 0);
    assert.equal(sum, 100, JSON.stringify(targets));
  }
}

describe('the transaction of an org, whatever happens between its requests', function () {
  // A long hunt (FC_RUNS) takes as long as it takes.
  this.timeout(0);

  it('lists what it created and somebody renamed since, instead of leaving it unseen', async () => {
    const left = await play(BRINGS_REPORT, {
      forward: [],
      open: [{ do: 'edit', on: 3, edit: 'rename' }],
      isTripped: true,
      end: [],
    });
    hold(left);
    assert.equal(left.end.state, 'stranded');
    assert.match(left.end.reason, /was created by this rollout and was edited since/);
  });

  it('leaves it so also where weights move in steps', async () => {
    await fc.assert(
      fc.asyncProperty(weighted, course, async (found, happening) => {
        const left = await play(found, happening, TRAFFIC);
        hold(left, ON_THE_WAY);
        for (const story of left.stories) sums(story);
      }),
      runs(300),
    );
  });

  it('leaves it wholly on the release or wholly as before, with every manual edit', async () => {
    await fc.assert(
      fc.asyncProperty(situation, course, async (found, happening) =>
        hold(await play(found, happening)),
      ),
      runs(300),
    );
  });
});
