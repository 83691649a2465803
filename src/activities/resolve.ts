import { ApplicationFailure } from '@temporalio/activity';
import { groupTiers } from '../domain/graph.js';
import type { Finding } from '../domain/release-model.js';
import { heldBack } from '../domain/freeze.js';
import type { Operations } from '../domain/operations.js';
import { compareTree } from '../domain/topology.js';
import { BadReleaseError } from '../release/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { silentOrgsWarning } from './silent-orgs.js';
import { asDeclared, discoverOrgs } from '../planning/discovered.js';
import { load, type Loaded } from '../planning/loaded.js';
import { selectOrgs } from '../planning/selection.js';
import { checkCommit, checkPromotions, checkRequest, emergencyWarning } from './acceptance.js';
import { checkCredentialHomes } from './credential-homes.js';
import { governingEnvironments } from './governing.js';
import { environmentChangesOf, policyChangesOf } from './changes-since.js';
import type { Activities, ResolvedRelease, ResolveInput } from './types.js';

type Resolving = Pick<Activities, 'resolveRelease' | 'discoverOrgs' | 'validateGraph'>;

export function resolveActivities(deps: ActivityDeps): Resolving {
  return {
    resolveRelease: (input) => attempt(() => resolveRelease(deps, input)),

    discoverOrgs: ({ scope, timeScale }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const { environment } = loaded;
        const seen = await discoverOrgs(environment, ({ org }) => loaded.client(org), options);
        // One that does not answer fails in its own transaction, where the tolerance counts it.
        const assumed = seen.silent.flatMap((org) => asDeclared(environment, org));
        const discovered = [...seen.orgs, ...assumed];
        const findings = compareTree({ environment, discovered });
        if (findings.length > 0)
          throw new BadReleaseError(await deps.releases.place(scope.commit, findings));
        if (timeScale !== 1) await checkClockRate(loaded, timeScale);
        return { orgs: discovered.length };
      }),

    validateGraph: ({ scope }) =>
      attempt(async () => ({ tiers: groupTiers(await load(deps, scope)) })),
  };
}

async function resolveRelease(deps: ActivityDeps, input: ResolveInput): Promise<ResolvedRelease> {
  const commit = await deps.releases.resolve(input.release);
  const loaded = await load(deps, { commit, environment: input.environment });
  const { digest: releaseDigest, policy } = loaded.release;
  selectOrgs(loaded, input);
  checkTimeScale(loaded, input.timeScale);
  checkRequest(loaded, input);
  const { operations, commit: branchTip, found } = await deps.releases.operations();
  await checkCredentialHomes(deps, loaded, branchTip);
  const governing = await governingEnvironments(deps, loaded, branchTip);
  await checkCommit(deps, loaded, governing, operations, input);
  const pass = await checkPromotions(deps, loaded, governing, input);
  return {
    commit,
    releaseDigest,
    ledgerId: await deps.ledger.id(),
    policy,
    warnings: [
      ...emergencyWarning(operations, input),
      ...pass.warnings,
      ...silentOrgsWarning(loaded),
      ...(found ? [] : [NO_RULES]),
    ],
    policyChanges: await policyChangesOf(deps, loaded),
    environmentChanges: await environmentChangesOf(deps, loaded, pass.record),
    heldBack: heldBackOrgs(loaded, operations),
  };
}

/** A branch that is misspelt in a worker's settings looks alike. */
const NO_RULES =
  'NO RULES: there is no operations.yaml on the protected branch (ROLLCALL_PROTECTED_BRANCH), so any commit is taken, anybody may approve, and nothing is frozen';

/** A faster clock exists only in the simulator. */
function checkTimeScale(loaded: Loaded, timeScale: number): void {
  if (timeScale === 1 || loaded.environment.simulated) return;
  const message = `a rehearsal at ${timeScale}× needs a simulated environment; ${loaded.environment.name} is real`;
  throw new BadReleaseError([inputFinding('timeScale', message)]);
}

/** Longer than a client may answer with its own clock in place of the platform's. */
const RATE_PROBE_MS = 1_100;

/** The platform's clock must really run about as fast as the rehearsal's timers. */
async function checkClockRate(loaded: Loaded, timeScale: number): Promise<void> {
  const [first] = loaded.orgs;
  if (first === undefined) return;
  const client = loaded.client(first.org);
  const from = { wall: Date.now(), platform: (await client.platformTime()).nowMs };
  await new Promise((resolve) => setTimeout(resolve, RATE_PROBE_MS));
  const to = { wall: Date.now(), platform: (await client.platformTime()).nowMs };
  const rate = (to.platform - from.platform) / (to.wall - from.wall);
  // The Date header has whole seconds: up to one of them is rounding.
  if (rate >= timeScale * 0.5 - 1) return;
  throw ApplicationFailure.nonRetryable(
    `timeScale ${timeScale} is refused: the platform's clock runs at ${rate.toFixed(1)}× the wall's`,
    'Refused',
  );
}

function inputFinding(path: string, message: string): Finding {
  return { file: 'input', line: null, column: null, path, message };
}

/** Orgs that operations.yaml keeps out of every rollout for now. */
function heldBackOrgs(loaded: Loaded, operations: Operations): { org: string; reason: string }[] {
  const nowMs = Date.now();
  return loaded.orgs.flatMap((org) => {
    const place = { operations, environment: loaded.environment.name, org, nowMs };
    const held = heldBack(place);
    return held === null ? [] : [{ org: org.org, reason: held.reason }];
  });
}
