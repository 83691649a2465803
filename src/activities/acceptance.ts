import type { Operations } from '../domain/operations.js';
import { objectionToStart } from '../domain/policy-words.js';
import { objectionToCommit } from '../domain/provenance.js';
import type { Environment } from '../domain/release-model.js';
import type { PromotionRecord, ReadPromotion } from '../ledger/port.js';
import type { Loaded } from '../planning/loaded.js';
import { RefusedError } from '../planning/refused.js';
import { BadReleaseError } from '../release/port.js';
import type { ActivityDeps } from './deps.js';
import type { ResolveInput } from './types.js';

/** What the policy asks of whoever starts a rollout: a change ticket, a reason. */
export function checkRequest({ release, environment }: Loaded, input: ResolveInput): void {
  const { change = null, reason = null } = input;
  const { policy } = release;
  const objection = objectionToStart({ policy, environment: environment.name, change, reason });
  if (objection !== null) throw about('change', objection);
  if (input.emergency && reason === null) throw about('reason', 'an emergency needs a reason');
}

/** Whether the environment takes this commit, whoever asks: the protected branch says what it asks for. */
export async function checkCommit(
  deps: ActivityDeps,
  { release }: Loaded,
  governing: readonly Environment[],
  { accepts }: Operations,
  { dryRun }: ResolveInput,
): Promise<void> {
  if (dryRun) return;
  const provenance = await deps.releases.provenance(release.commit);
  for (const { name: environment } of governing) {
    const objection = objectionToCommit({ accepts, environment, provenance });
    if (objection !== null) throw new RefusedError(objection);
  }
}

/** An emergency goes ahead without the pass, so two people with keys have to be there to answer for it. */
export function emergencyWarning({ people }: Operations, input: ResolveInput): string[] {
  if (!input.emergency) return [];
  const known = Object.values(people).filter(({ sshKeys }) => sshKeys.length > 0).length;
  if (known < 2)
    throw new RefusedError(
      `an emergency needs signatures of two people, and operations.yaml on the protected branch names keys of ${known}: add them under people`,
    );
  return [`EMERGENCY: ${input.reason ?? ''}`];
}

interface Pass {
  readonly warnings: readonly string[];
  readonly record: PromotionRecord | null;
}

/**
 * A real environment takes only what the one before it has passed, by a record that can be trusted; a simulated one
 * is for rehearsals. An emergency and an override go without, and everybody is told.
 */
export async function checkPromotions(
  deps: ActivityDeps,
  loaded: Loaded,
  governing: readonly Environment[],
  input: ResolveInput,
): Promise<Pass> {
  const passes: Pass[] = [];
  for (const environment of governing)
    passes.push(await checkPromotion(deps, loaded, environment, input));
  return {
    warnings: [...new Set(passes.flatMap(({ warnings }) => warnings))],
    record: passes.find(({ record }) => record !== null)?.record ?? null,
  };
}

async function checkPromotion(
  deps: ActivityDeps,
  { release }: Loaded,
  { promotesFrom, simulated, name }: Environment,
  input: ResolveInput,
): Promise<Pass> {
  if (promotesFrom === null) return { warnings: [], record: null };
  const records = await deps.ledger.readPromotions(promotesFrom);
  const same = records.filter(
    ({ releaseDigest, rehearsal }) => releaseDigest === release.digest && (simulated || !rehearsal),
  );
  // The first: what is compared with its environments/ must not be made anew by passing the same release once more,
  // as CI does with every merge.
  const record = same.find(({ trusted }) => trusted) ?? null;
  // Adopting writes to no org, and a dry run neither.
  if (record !== null || simulated || input.adopt || input.dryRun) return { warnings: [], record };
  const why = reasonFor(name, promotesFrom, release.digest, same);
  if (input.emergency) return { warnings: [`without a pass: ${why}`], record };
  if (input.overridePromotion !== undefined)
    return {
      warnings: [`PROMOTION OVERRIDDEN (${input.overridePromotion}): ${why}`],
      record,
    };
  throw new RefusedError(
    `${why}. Roll it out to ${promotesFrom} first, or override with a reason (overridePromotion)`,
  );
}

function reasonFor(
  name: string,
  promotesFrom: string,
  digest: string,
  distrusted: readonly ReadPromotion[],
): string {
  const what = `${name} takes only releases that ${promotesFrom} has passed; digest ${digest.slice(0, 12)} has no such record`;
  const [first] = distrusted;
  if (first === undefined) return what;
  return `${what} that can be trusted (${first.distrust ?? 'nobody signed it'})`;
}

function about(path: string, message: string): BadReleaseError {
  return new BadReleaseError([{ file: 'input', line: null, column: null, path, message }]);
}
