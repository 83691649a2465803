import { differences } from '../domain/differences.js';
import { gateWord } from '../domain/policy-words.js';
import type { Json } from '../domain/json.js';
import { ownMember } from '../domain/own-member.js';
import type { Release } from '../domain/release-model.js';
import type { PromotionRecord } from '../ledger/port.js';
import type { Loaded } from '../planning/loaded.js';
import type { ActivityDeps } from './deps.js';

const MOST_LINES = 20;

/** How the policy differs from the one that this environment's latest release was rolled out by. */
export async function policyChangesOf(
  deps: ActivityDeps,
  { release, environment }: Loaded,
): Promise<readonly string[]> {
  const commit = await latestCommit(deps, environment.name);
  if (commit === null || commit === release.commit) return [];
  const before = await known(deps, commit);
  if (before === null)
    return [`the policy of the release before cannot be read any more (commit ${commit})`];
  // The new policy must not be the one that says whether anybody looks at it.
  const asks = [before.policy, release.policy].some(
    ({ gates }) => gateWord(gates.plan, environment.name) !== 'never',
  );
  if (!asks) return [];
  return few(differences(json(before.policy), json(release.policy)), 'policy.yaml');
}

/** Of what was rolled out last, wholly or in part. */
async function latestCommit(deps: ActivityDeps, environment: string): Promise<string | null> {
  const passes = (await deps.ledger.readPromotions(environment)).filter(({ trusted }) => trusted);
  const partly = await deps.ledger.lastDeployments(environment);
  const all = [...passes, ...partly].filter(({ commit }) => commit !== null);
  const latest = all.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  return latest?.commit ?? null;
}

/**
 * How `environments/` differs from when the release passed in the environment before: it is outside of the release
 * digest, so the pass says nothing of it.
 */
export async function environmentChangesOf(
  deps: ActivityDeps,
  { release, environment }: Loaded,
  pass: PromotionRecord | null,
): Promise<readonly string[]> {
  if (pass === null || pass.environmentFilesDigest === release.environmentFilesDigest) return [];
  const before = await known(deps, pass.commit);
  if (before === null) return [`environments/ of the pass cannot be read (commit ${pass.commit})`];
  const { name } = environment;
  const then = ownMember(before.environments, name);
  return few(differences(json(then ?? null), json(environment)), `environments/${name}.yaml`);
}

async function known(deps: ActivityDeps, commit: string): Promise<Release | null> {
  try {
    return await deps.releases.load(commit);
  } catch {
    // Rewritten history, or rules that were not there then: a person has to look, nothing more.
    return null;
  }
}

/** What was compiled of YAML is JSON; its interfaces only lack the index signature. */
function json(value: unknown): Json {
  return value as Json;
}

function few(lines: readonly string[], file: string): string[] {
  const shown = lines.slice(0, MOST_LINES - 1).map((line) => `${file}: ${line}`);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `${file}: and ${more} more`] : shown;
}
