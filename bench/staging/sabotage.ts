import type { Lack } from './staff.js';
import { ERROR_POINTS, STAGING_SUBS, type Stage } from './stage.js';

/** What is done to a staging after the release came there, and what must be told of it. */
export interface Sabotage {
  readonly name: string;
  /** What a finding that tells of it says. */
  readonly tells: RegExp;
  /** What the agents of one org have not got. */
  readonly lack?: (seed: number) => Lack;
  /** What somebody changes by hand. */
  readonly edit?: (stage: Stage, seed: number) => Promise<void>;
}

interface Listed {
  readonly resources: Readonly<
    Record<string, { readonly id: string; readonly body: Record<string, unknown> }[]>
  >;
}

/** One resource, of one org: another by each seed. */
function victimOf(seed: number): string {
  return STAGING_SUBS[seed % STAGING_SUBS.length] ?? '';
}

async function patch(
  stage: Stage,
  seed: number,
  kind: 'strategy' | 'flow',
  change: (body: Record<string, unknown>) => object,
): Promise<void> {
  const orgId = stage.realOrg(victimOf(seed));
  const { resources } = (await stage.ask(`orgs/${orgId}`)) as Listed;
  const [resource] = resources[kind] ?? [];
  if (resource === undefined) throw new Error(`${orgId} has no ${kind}`);
  const about = { orgId, kind, resourceId: resource.id, by: 'vera' };
  await stage.ask('edits', { ...about, patch: change(resource.body) });
}

/** Points by which the weights are off: to and fro. */
export function wrongWeight(points: number): Sabotage {
  return {
    name: `one weight off by ${points} points`,
    tells: /strategy.*weights are not met/,
    edit: (stage, seed) =>
      patch(stage, seed, 'strategy', ({ targets }) => {
        const [first, second] = targets as { weight: number }[];
        const by = seed % 2 === 0 ? points : -points;
        const weights = [(first?.weight ?? 0) + by, (second?.weight ?? 0) - by];
        return {
          targets: (targets as object[]).map((one, at) => ({ ...one, weight: weights[at] })),
        };
      }),
  };
}

/** By seed: of a type that nobody knows, with a variable that was not filled in, or a reference to nothing. */
const BREAKS: readonly ((block: Record<string, unknown>) => Record<string, unknown>)[] = [
  (block) => ({ ...block, type: 'Oracle' }),
  (block) => ({ ...block, properties: { text: '{{GREETING}}' } }),
  (block) => ({ ...block, next: 'block_404' }),
];

const brokenBlock: Sabotage = {
  name: 'one broken flow block',
  tells: /flow.*block \S+ failed/,
  edit: (stage, seed) =>
    patch(stage, seed, 'flow', ({ blocks }) => {
      const all = blocks as Record<string, unknown>[];
      // Never the transfer, which nobody could overlook.
      const victim = seed % (all.length - 1);
      const broken = BREAKS[seed % BREAKS.length] ?? ((block) => block);
      return { blocks: all.map((block, at) => (at === victim ? broken(block) : block)) };
    }),
};

const missingSkill: Sabotage = {
  name: 'one missing skill',
  tells: /none of \d+ calls for .* was answered/,
  // By turns the skill of the queue and the language of its callers.
  lack: (seed) => ({ org: victimOf(seed), what: seed % 2 === 0 ? 'skill' : 'language' }),
};

/** Most of one org's agents are off: not asked for, and caught all the same. */
const tooFewAgents: Sabotage = {
  name: 'too few agents',
  tells: /were not answered within|queues of a later priority/,
  edit: async (stage, seed) => {
    const orgId = stage.realOrg(victimOf(seed));
    await stage.ask('shocks', { type: 'agentsOff', orgId, share: 0.7, minutes: 600 });
  },
};

export const SABOTAGES: readonly Sabotage[] = [
  wrongWeight(15),
  missingSkill,
  brokenBlock,
  tooFewAgents,
];

/** What the gate promises to find nineteen times of twenty. */
export const SMALLEST: Sabotage = wrongWeight(ERROR_POINTS);
