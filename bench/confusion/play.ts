import { gatherEvidence } from '../../src/activities/gather-evidence.js';
import { labelsOverTime } from '../../src/domain/canary/judge.js';
import { placeOf } from '../../src/domain/canary/policy.js';
import type { JsonObject } from '../../src/domain/json.js';
import { planWaves } from '../../src/domain/waves.js';
import { stratumOf } from '../../src/planning/design.js';
import type { Loaded } from '../../src/planning/loaded.js';
import { releaseTag } from '../../src/cli/demo/options.js';
import type { Stage } from './stage.js';
import { shocksOf, slowed, type WorldKind } from './worlds.js';

const FIRST_CHECK = 15;
const LAST_CHECK = 75;
const EVERY = 5;

export interface Played {
  readonly world: string;
  /** `fail`: it would be taken back. */
  readonly said: 'fail' | 'pass' | 'external' | 'inconclusive';
  /** Of the first fail or pass, else of the horizon. */
  readonly minutes: number;
  /** What the release did to the canaries' callers, by the same world without it. */
  readonly truth: { readonly abandonmentRatio: number; readonly speedOfAnswerSeconds: number };
  readonly wallMs: number;
}

/** One wave: a tenth of the demo's orgs get a release, and every check up to the horizon is judged. */
export async function play(stage: Stage, kind: WorldKind, seed: number): Promise<Played> {
  const startedAt = performance.now();
  const { loaded } = stage;
  await stage.begin(seed);
  const { canaries, controls } = drawCanaries(loaded, `confusion ${seed}`);
  const preToMs = await stage.pass(1);
  for (const org of canaries) await deploy(stage, org, kind.release);
  const postFromMs = await stage.pass(0);
  const carrier = loaded.binding(canaries[0] ?? '').carrier;
  for (const shock of shocksOf(kind.weather, carrier)) await stage.ask('shocks', shock);
  const nowMs = await stage.pass(LAST_CHECK);
  const waves = [
    { index: 1, controls },
    { index: 2, controls },
    { index: 3, controls: [] },
  ];
  const minutes = Array.from(
    { length: (LAST_CHECK - FIRST_CHECK) / EVERY + 1 },
    (_, at) => FIRST_CHECK + at * EVERY,
  );
  const evidence = await gatherEvidence(
    loaded,
    {
      canaries,
      controls,
      preToMs,
      postFromMs,
      place: placeOf(waves, 1),
      controlsDrawn: true,
      horizonMinutes: LAST_CHECK,
      checksMs: minutes.map((minute) => postFromMs + minute * 60_000),
      seed: `confusion ${seed}`,
      stratumOf: (org) => stratumOf(loaded, org),
    },
    {},
  );
  const labels = labelsOverTime(evidence);
  const decided = firstOf(labels, 'fail') ?? firstOf(labels, 'pass') ?? labels.length - 1;
  return {
    world: kind.name,
    said: labels[decided] ?? 'inconclusive',
    minutes: minutes[decided] ?? LAST_CHECK,
    truth: await truthOf(stage, canaries, postFromMs, nowMs),
    wallMs: performance.now() - startedAt,
  };
}

function firstOf<Label>(labels: readonly Label[], wanted: Label): number | null {
  const at = labels.indexOf(wanted);
  return at < 0 ? null : at;
}

function drawCanaries(
  loaded: Loaded,
  seed: string,
): { readonly canaries: readonly string[]; readonly controls: readonly string[] } {
  const subs = loaded.orgs.filter(({ parent }) => parent !== null).map(({ org }) => org);
  const orgs = subs.map((org) => ({ org, stratum: stratumOf(loaded, org) }));
  const [canaries = []] = planWaves({ orgs, percents: [10, 50, 100], seed }).waves;
  return { canaries, controls: subs.filter((org) => !canaries.includes(org)) };
}

/** As the engine writes: read, and patch under the version that was read. */
async function deploy(stage: Stage, org: string, release: WorldKind['release']): Promise<void> {
  const client = stage.loaded.client(org);
  const { id, body: adopted } = await stage.flowOf(releaseTag.adopted, org);
  const bodies: Record<WorldKind['release'], () => Promise<JsonObject>> = {
    harmless: async () => ({ ...adopted, description: 'as before' }),
    slow: async () => slowed(adopted),
    broken: async () => (await stage.flowOf(releaseTag.badFlow, org)).body,
  };
  const live = await client.read('flow', id);
  if (live === null) throw new Error(`${org} has no flow ${id}`);
  await client.update(live, await bodies[release]());
}

interface Counted {
  readonly offered: number;
  readonly abandoned: number;
  readonly answered: number;
  readonly waitOfAnswered: { readonly sumSeconds: number };
}

/** The same callers in the same world, without what the engine wrote. */
async function truthOf(
  { ask, loaded }: Stage,
  canaries: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<Played['truth']> {
  const window = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}`;
  const answer = await ask(`counterfactual?without=engine&${window}`);
  const { orgs } = answer as {
    orgs: { orgId: string; actual: Counted; counterfactual: Counted }[];
  };
  const ids = new Set(canaries.map((org) => loaded.binding(org).realOrgId));
  const own = orgs.filter(({ orgId }) => ids.has(orgId));
  const rates = (pick: 'actual' | 'counterfactual'): { abandonment: number; wait: number } => {
    const sum = (of: (one: Counted) => number): number =>
      own.reduce((total, org) => total + of(org[pick]), 0);
    return {
      abandonment:
        sum((one) => one.abandoned) /
        Math.max(
          1,
          sum((one) => one.offered),
        ),
      wait:
        sum((one) => one.waitOfAnswered.sumSeconds) /
        Math.max(
          1,
          sum((one) => one.answered),
        ),
    };
  };
  const [with_, without] = [rates('actual'), rates('counterfactual')];
  return {
    abandonmentRatio: with_.abandonment / without.abandonment - 1,
    speedOfAnswerSeconds: with_.wait - without.wait,
  };
}
