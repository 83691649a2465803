import pMap from 'p-map';
import { sipOrderFor } from '../domain/synthetic/check-sip.js';
import { findingText } from '../domain/synthetic/finding.js';
import { judgeLoad } from '../domain/synthetic/judge-load.js';
import type { LoadOrder, LoadPlan, PlacedCall } from '../domain/synthetic/load.js';
import { planLoad } from '../domain/synthetic/plan-load.js';
import type { StagingGateRule } from '../domain/synthetic/rule.js';
import { load, type Loaded } from '../planning/loaded.js';
import { RefusedError } from '../planning/refused.js';
import { orgUnderLoad } from '../planning/under-load.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { withWeightsByAgents } from './load-by-agents.js';
import type { LoadLook, PlacedLoad, SyntheticActivities } from './synthetic-types.js';
import type { RunScope } from './types.js';

const PARALLEL_ORGS = 8;
const PARALLEL_ORDERS = 4;
/** What is said of findings travels through the rollout's history and stands on its board. */
const NAMED = 12;

export function syntheticActivities(deps: ActivityDeps): SyntheticActivities {
  return {
    placeLoad: ({ scope }) => attempt((options) => place(deps, scope, options)),
    placeSipCalls: ({ scope }) => attempt((options) => placeBySip(deps, scope, options)),
    judgeLoad: ({ scope, atEnd }) => attempt((options) => look(deps, scope, atEnd, options)),
  };
}

/** Recorded first, and then placed by the record: whoever comes after a crash places the same calls, which are there. */
async function place(
  deps: ActivityDeps,
  scope: RunScope,
  options: CallOptions,
): Promise<PlacedLoad> {
  const loaded = await load(deps, scope);
  const known = await deps.ledger.readLoad(scope.rolloutKey);
  const plan = known?.plan ?? (await planned(deps, loaded, scope.rolloutKey, options));
  if (known === null) await deps.ledger.writeLoad(scope.rolloutKey, { plan, verdict: null });
  if (known?.verdict == null)
    await pMap(
      plan.orders,
      async ({ org, ...order }) => loaded.client(org).testCalls?.place(order, options),
      { concurrency: PARALLEL_ORDERS },
    );
  return {
    calls: plan.orders.reduce((sum, { count }) => sum + count, 0),
    orgs: new Set(plan.orders.map(({ org }) => org)).size,
    minutes: Math.max(
      plan.minutes,
      ...(plan.sip ?? []).map(({ withinSeconds }) => withinSeconds / 60),
    ),
    sipCalls: (plan.sip ?? []).reduce(
      (sum, { callers }) => sum + callers.reduce((calls, { count }) => calls + count, 0),
      0,
    ),
    settlingMinutes: ruleOf(loaded).longestWaitSeconds / 60,
    unable: plan.unable.slice(0, NAMED).map(({ org, text }) => `${org}: ${text}`),
  };
}

async function planned(
  deps: ActivityDeps,
  loaded: Loaded,
  rolloutKey: string,
  options: CallOptions,
): Promise<LoadPlan> {
  const rule = ruleOf(loaded);
  const found = await pMap(
    loaded.orgs,
    ({ org }) => underLoad(deps, loaded, rolloutKey, org, options),
    { concurrency: PARALLEL_ORGS },
  );
  const places = (org: string): boolean => loaded.client(org).testCalls !== undefined;
  const orgs = found.map(({ org }) => org);
  const plan = planLoad(
    orgs.filter(({ org }) => places(org)),
    rule,
    rolloutKey,
  );
  const sip = orgs.flatMap((under) => {
    const { sip: where } = loaded.binding(under.org);
    return where === undefined ? [] : [sipOrderFor(under, where, rule)];
  });
  const silent = orgs.filter(({ org }) => !places(org));
  return {
    ...plan,
    ...(sip.length === 0 ? {} : { sip, tests: plan.tests + sip.length }),
    unable: [
      ...plan.unable,
      ...silent.map(({ org }) => ({
        org,
        text: `its platform (${loaded.binding(org).platform}) places no test calls: nobody sees where its callers go`,
      })),
      ...found.flatMap(({ org: { org }, missing }) =>
        missing.map((key) => ({ org, text: `${key} is not there` })),
      ),
    ],
  };
}

async function underLoad(
  deps: ActivityDeps,
  loaded: Loaded,
  rolloutKey: string,
  name: string,
  options: CallOptions,
): ReturnType<typeof orgUnderLoad> {
  const { org, missing } = await orgUnderLoad(deps, loaded, ruleOf(loaded), name, options);
  return { org: await withWeightsByAgents(deps, loaded, rolloutKey, org, options), missing };
}

async function placeBySip(
  deps: ActivityDeps,
  { rolloutKey }: RunScope,
  { signal }: CallOptions,
): Promise<void> {
  const record = await deps.ledger.readLoad(rolloutKey);
  if (record === null) throw new RefusedError('there is no load of this rollout to be placed');
  // Also after a reset of the rollout, trunks are called once.
  if (record.sip !== undefined || record.verdict !== null) return;
  const sip = await pMap(record.plan.sip ?? [], async (order) => ({
    org: order.org,
    ...(await deps.sip.run(order, signal === undefined ? {} : { signal })),
  }));
  // Whoever waited for it may have judged without it meanwhile.
  const now = await deps.ledger.readLoad(rolloutKey);
  if (now?.verdict === null) await deps.ledger.writeLoad(rolloutKey, { ...now, sip });
}

async function look(
  deps: ActivityDeps,
  scope: RunScope,
  atEnd: boolean,
  options: CallOptions,
): Promise<LoadLook> {
  const loaded = await load(deps, scope);
  const record = await deps.ledger.readLoad(scope.rolloutKey);
  if (record === null) throw new RefusedError('there is no load of this rollout to be judged');
  const { plan } = record;
  const calls = new Map<LoadOrder, readonly PlacedCall[]>();
  await pMap(
    record.verdict === null ? plan.orders : [],
    async (order) => {
      const read = await loaded.client(order.org).testCalls?.read(order.id, options);
      calls.set(order, read ?? []);
    },
    { concurrency: PARALLEL_ORDERS },
  );
  const open = [...calls.values()].flat().filter(({ settled }) => !settled).length;
  if (open > 0 && !atEnd) return { state: 'running', open };
  const verdict =
    record.verdict ??
    judgeLoad(plan, ruleOf(loaded), (order) => calls.get(order) ?? [], record.sip);
  const place = await deps.ledger.writeLoad(scope.rolloutKey, { ...record, verdict });
  const { label, reason, findings } = verdict;
  const said = findings.slice(0, NAMED).map(findingText);
  const more = findings.length - said.length;
  return {
    state: label,
    reason,
    calls: verdict.calls,
    findings: [...said, ...(more > 0 ? [`and ${more} more`] : [])],
    place,
  };
}

function ruleOf({ release }: Loaded): StagingGateRule {
  const { stagingGate } = release.policy;
  if (stagingGate === undefined) throw new RefusedError('policy.yaml has no staging_gate');
  return stagingGate;
}
