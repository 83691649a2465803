import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';
import type { OrgBinding } from '../../src/domain/release-model.js';
import type { ResourceKind } from '../../src/domain/resource.js';
import type { WireExchange } from '../../src/http/observer.js';
import { PARALLEL_ORGS } from '../../src/planning/survey.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { WireError, type OrgClient } from '../../src/platforms/port.js';

/** One round: how long each healthy org took, and every request of every org. */
export interface Round {
  /** Wall clock. */
  readonly beganAtMs: number;
  readonly finishedMs: readonly number[];
  readonly events: readonly WireExchange[];
}

export interface RoundOptions {
  readonly url: string;
  readonly orgs: readonly string[];
  /** Their failures are tried again until all the others have finished. */
  readonly unwell: readonly string[];
  /** Changes what is written, so that every round writes. */
  readonly mark: string;
}

const PASSES = 14;
const READS: readonly (readonly [ResourceKind, string])[] = [
  ['queue', 'sales'],
  ['queue', 'service'],
  ['strategy', 'strategy'],
  ['trunk', 'trunk'],
];

/** All orgs side by side with new clients: each reads and writes its resources again and again. */
export async function runRound({ url, orgs, unwell, mark }: RoundOptions): Promise<Round> {
  const events: WireExchange[] = [];
  const platforms = createPlatforms({
    secrets: {
      read: async (org) => ({ clientId: `${org}-client`, clientSecret: `${org}-secret` }),
    },
    requestTimeoutMs: 5_000,
    observer: { exchangeEnded: (event) => void events.push(event), waited: () => undefined },
  });
  const beganAtMs = Date.now();
  const begin = performance.now();
  const well = orgs.filter((org) => !unwell.includes(org));
  const finishedMs: number[] = [];
  const over = new AbortController();
  const work = async (org: string): Promise<void> => {
    const client = platforms.connect(bindingOf(org, url));
    if (unwell.includes(org)) return tryUntil(over.signal, client, org, mark);
    await readAndWrite(client, org, mark);
    finishedMs.push(performance.now() - begin);
    if (finishedMs.length === well.length) over.abort();
  };
  await pMap(orgs, work, { concurrency: PARALLEL_ORGS });
  return { beganAtMs, finishedMs, events };
}

async function readAndWrite(
  client: OrgClient,
  org: string,
  mark: string,
  options: { signal?: AbortSignal; longestWaitMs?: number } = {},
): Promise<void> {
  await client.acquireToken(client.scopesFor(['flow']), options);
  for (let pass = 0; pass < PASSES; pass += 1)
    await orOnceMore(async () => {
      for (const [kind, name] of READS) await client.read(kind, `${org}-${name}`, options);
      const flow = await client.read('flow', `${org}-flow`, options);
      if (flow === null) throw new Error(`${org} has no flow`);
      await client.update(flow, { ...flow.body, note: `${mark} ${pass}` }, options);
    });
}

/** On a machine that is busy a connection may be reset or time out: as in a rollout the work is begun again. */
async function orOnceMore(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind !== 'noAnswer') throw error;
    await work();
  }
}

/** As an activity is tried again: at the time that its failure names, else after half a second. */
async function tryUntil(
  signal: AbortSignal,
  client: OrgClient,
  org: string,
  mark: string,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await readAndWrite(client, org, mark, { signal, longestWaitMs: 5_000 });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const waitMs = error.facts.retryAfterMs ?? 500;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function bindingOf(org: string, baseUrl: string): OrgBinding {
  return {
    org,
    platform: 'guide',
    realOrgId: org,
    parent: null,
    baseUrl,
    region: 'us-east-1',
    carrier: 'any',
    timeZone: 'UTC',
    credentials: org,
    variables: {},
  };
}
