import { policyFor } from '../../src/domain/canary/policy.js';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import type {
  EvidenceRecord,
  Ledger,
  OrgAddress,
  OrgSnapshot,
  PlanSet,
  PromotionRecord,
} from '../../src/ledger/port.js';

export const ADDRESS = { environment: 'production', org: 'emea_sales' };
export const ORG_REF = 'refs/rollcall/production/emea_sales';

export interface TemporaryLedger {
  readonly folder: string;
  readonly repository: string;
  readonly ledger: Ledger;
  git(...args: string[]): Promise<string>;
  commits(ref: string): Promise<number>;
  /** Replaces a file under a ref, as somebody with access to the repository could. */
  tamper(ref: string, path: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** A ledger in a temporary folder. */
export async function temporaryLedger(): Promise<TemporaryLedger> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-ledger-'));
  const repository = join(folder, 'ledger.git');
  await createGitLedger(repository);
  const git = (...args: string[]): Promise<string> => run(repository, args);
  return {
    folder,
    repository,
    ledger: await openGitLedger({ repository }),
    git,
    commits: async (ref) => Number(await git('rev-list', '--count', ref)),
    tamper: async (ref, path, text) => {
      const stream =
        `commit ${ref}\ncommitter X <x@x> 1 +0000\ndata 1\nx\nfrom ${ref}^0\n` +
        `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
      await run(repository, ['fast-import', '--quiet'], stream);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function run(repository: string, args: string[], input = ''): Promise<string> {
  const running = promisify(execFile)('git', [`--git-dir=${repository}`, ...args]);
  // A command that reads no input may be gone before it could.
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input);
  return (await running).stdout.trim();
}

/** A plan with every kind of optional member; `digest` tells plans apart. */
export function planOf(digest: string): OrgPlan {
  return {
    org: ADDRESS.org,
    realOrgId: '6f1c',
    environment: ADDRESS.environment,
    commit: 'c0ffee',
    releaseDigest: 'abc123',
    resources: [
      {
        key: 'emea_sales/queue/orders',
        kind: 'queue',
        component: 'orders',
        name: 'Orders',
        id: 'q-1',
        action: 'modified',
        changes: [
          { path: '/alerting/seconds', from: 20, to: 30 },
          { path: '/enabled', to: true, unbased: true },
          { path: '/note', from: null },
        ],
        held: [{ path: '/skill', live: 'a', reason: 'kept' }],
        desired: { name: 'Orders', alerting: { seconds: 30 }, targets: [{ id: 'x', weight: 80 }] },
        sensitive: ['routing_weights'],
        layer: 0,
      },
    ],
    layers: 1,
    digest,
  };
}

export function snapshotOf(rolloutKey: string, digest: string): OrgSnapshot {
  return {
    rolloutKey,
    takenAt: '2026-03-01T10:00:00.000Z',
    plan: planOf(digest),
    resources: [
      {
        kind: 'queue',
        id: 'q-1',
        name: 'Orders',
        body: { zebra: 1, alpha: { nested: [1, 'two', null] } },
        version: '7',
        enabled: true,
      },
    ],
  };
}

export function evidenceOf(offered: number): EvidenceRecord {
  const interval = {
    start: '2026-03-01T09:00:00Z',
    offered,
    answered: offered,
    abandoned: 0,
    waitSecondsTotal: 900,
    strategyHits: 72,
    strategyAttempts: 80,
  };
  return {
    evidence: {
      intervalMinutes: 5,
      deployment: { from: '2026-03-01T09:15:00Z', to: '2026-03-01T10:00:00Z' },
      checks: ['2026-03-01T10:15:00Z'],
      policy: policyFor({ rung: 0, wave: 0, waves: 3, horizonMinutes: 60 }),
      seed: 'r1/0',
      orgs: [
        {
          org: ADDRESS.org,
          stratum: 'emea',
          role: 'canary',
          deployedAt: '2026-03-01T10:00:00Z',
          intervals: [interval],
        },
      ],
    },
    verdict: {
      label: 'inconclusive',
      metrics: [
        {
          metric: 'abandonment',
          label: 'inconclusive',
          estimate: 0.1,
          interval: [-0.2, 0.4],
          threshold: 0.15,
          thresholdCrossed: false,
          significant: false,
        },
      ],
      comparedWith: 'controls',
      flagged: false,
      reason: 'too few calls',
    },
  };
}

export function promotionOf(rolloutId: string, at: string): PromotionRecord {
  const environment = 'staging';
  return {
    environment,
    releaseDigest: 'abc123',
    commit: 'c0ffee',
    rolloutId,
    at,
    rehearsal: false,
    requestedBy: 'dana',
    change: 'CHG-4711',
    approvals: [{ gate: 'plan', by: 'lee', identity: 'signed', at }],
    planDigest: 'p1',
    reportPlace: 'ledger.git:refs/rollcall/rollouts/r1:report.md',
    evidence: ['wave-1-check-1'],
    environmentFilesDigest: 'e1',
  };
}

export function planSetOf(revision: number, planDigest: string): PlanSet {
  return {
    planDigest,
    environment: ADDRESS.environment,
    commit: 'c0ffee',
    releaseDigest: 'abc123',
    createdAt: `2026-03-01T10:00:0${revision}.000Z`,
    revision,
    orgs: [{ org: ADDRESS.org, digest: `${planDigest}-org` }],
  };
}

const ORGS = 25;

/** Where the n-th of many snapshots belongs: orgs in turn, so that many workers meet on each. */
export function addressOf(n: number): OrgAddress {
  return { ...ADDRESS, org: `org-${n % ORGS}` };
}

/** The rollout of the n-th of many snapshots: one more whenever every org had its turn. */
export function keyOf(n: number): string {
  return `r${Math.floor(n / ORGS)}`;
}
