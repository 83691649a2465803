import { setTimeout as sleep } from 'node:timers/promises';
import { post } from '../../../test/e2e/enterprise.js';
import { bringBack, takeAway } from '../../../test/e2e/ledger-away.js';
import type { Aim, Deed } from '../incident.js';
import type { PooledWorker } from '../stage/worker-pool.js';
import type { Ground, Stage } from '../stage/stage.js';
import { hits, placeFault, removeFault, resourcesOf } from './simulator.js';

/** What deeds reach. */
export interface Scene {
  readonly stage: Stage;
  readonly ground: Ground;
  worker: PooledWorker;
  /** Set where the rollout is over: whoever waits for a request that will not come stops waiting. */
  over: boolean;
  /** Clients that are not given back. */
  readonly revoked: Set<string>;
}

/** What shows, at the end of the run, whether a deed has had an effect. */
export interface Done {
  /** Faults that the platform has met since. */
  readonly faults: readonly string[];
  /** So many requests have to have been hit; 0: doing it was all. */
  readonly atLeast: number;
}

const DONE: Done = { faults: [], atLeast: 0 };
/** Below the worker's request timeout. */
const HELD_MS = 2_500;
const POLL_MS = 50;

/** Does it. Null where there was nothing to do it to. */
export async function perform(deed: Deed, scene: Scene): Promise<Done | null> {
  const { stage, ground } = scene;
  const { url } = stage.enterprise;
  switch (deed.kind) {
    case 'worker kill':
      return killWorker(deed, scene);
    case 'server restart':
      await stage.server.restart(deed.downMs);
      return DONE;
    case 'lost answer': {
      const { aim, nth, status } = deed;
      const effect = { type: 'dropResponse', ...(status === null ? {} : { status }) } as const;
      return placed([await placeFault(url, { ...aimed(aim), nth, effect })], 1);
    }
    case '412 storm':
      return placed(await storm412(url, deed), 2);
    case '429 storm': {
      const { orgId, requests: count, headers } = deed;
      const effect = { type: 'rateLimit', headers } as const;
      return placed([await placeFault(url, { orgId, route: '/api/', count, effect })], 2);
    }
    case 'token revocation':
      return revokeTokens(url, deed);
    case 'client revoked':
      scene.revoked.add(deed.orgId);
      return placed(
        [await placeFault(url, { orgId: deed.orgId, effect: { type: 'revokeClient' } })],
        1,
      );
    case 'ledger outage':
      await takeAway(ground.ledger);
      await sleep(deed.forMs);
      await bringBack(ground.ledger);
      return DONE;
    case 'manual edit':
      return edit(url, deed);
    case 'operator message':
      return send(deed, scene);
    default:
      return deed satisfies never;
  }
}

function placed(faults: readonly string[], atLeast: number): Done {
  return { faults, atLeast };
}

function aimed({ orgId, kind, method }: Aim): { orgId: string; kind: string; method: string } {
  return { orgId, kind, method };
}

type Of<Kind extends Deed['kind']> = Extract<Deed, { kind: Kind }>;

async function killWorker(
  { during, downMs }: Of<'worker kill'>,
  scene: Scene,
): Promise<Done | null> {
  const { url } = scene.stage.enterprise;
  if (during !== null) {
    const effect = { type: 'latency', ms: HELD_MS } as const;
    const held = await placeFault(url, { ...aimed(during), effect });
    const isMet = async (): Promise<boolean> => ((await hits(url)).get(held) ?? 0) > 0;
    while (!scene.over && !(await isMet())) await sleep(POLL_MS);
    if (scene.over) return null;
  }
  await scene.worker.kill();
  await sleep(downMs);
  scene.worker = await scene.ground.startWorker();
  return DONE;
}

/** With edits, each at a time of its own, since the same edit twice would change nothing. */
async function storm412(url: string, { aim, by, rounds }: Of<'412 storm'>): Promise<string[]> {
  if (by === 'refusals')
    return [await placeFault(url, { ...aimed(aim), count: rounds, effect: { type: 'conflict' } })];
  const ids: string[] = [];
  for (let nth = 1; nth <= rounds; nth += 1) {
    const effect = { type: 'edit', patch: { byHand: `storm ${nth}` }, by: 'storm' } as const;
    ids.push(await placeFault(url, { ...aimed(aim), nth, effect }));
  }
  return ids;
}

async function revokeTokens(
  url: string,
  { orgId, what, forMs }: Of<'token revocation'>,
): Promise<Done> {
  if (what === 'tokens')
    return placed(
      [await placeFault(url, { orgId, count: 2, effect: { type: 'revokeTokens' } })],
      1,
    );
  const id = await placeFault(url, { orgId, effect: { type: 'revokeClient' } });
  await sleep(forMs);
  const met = (await hits(url)).get(id) ?? 0;
  await removeFault(url, id);
  return placed([], met > 0 ? 0 : 1);
}

async function edit(
  url: string,
  { orgId, resource, name, patch, by }: Of<'manual edit'>,
): Promise<Done | null> {
  const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  const found = (await resourcesOf(url, orgId)).find(
    (one) => one.kind === resource && pattern.test(one.name),
  );
  if (found === undefined) return null;
  const body = { orgId, kind: resource, resourceId: found.id, patch, by };
  const { changed } = (await post(`${url}/_sim/edits`, body)) as { changed: boolean };
  return changed ? DONE : null;
}

async function send(
  { signal, payload, times }: Of<'operator message'>,
  { stage, ground }: Scene,
): Promise<Done | null> {
  const handle = stage.server.client.workflow.getHandle(ground.workflowId);
  let sent = 0;
  for (let time = 0; time < times; time += 1) {
    const told = signal === 'cancel' ? handle.cancel() : handle.signal(signal, payload);
    // It may have ended meanwhile, or the server may be away: then people's messages are lost, too.
    sent += await told.then(
      () => 1,
      () => 0,
    );
  }
  return sent > 0 ? DONE : null;
}
