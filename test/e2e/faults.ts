import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../src/simulator/faults/fault.js';
import { post, type Enterprise } from './enterprise.js';

/** A fault as tests write it: what is left out has the simulator's default. */
type FaultRequest = Partial<Omit<Fault, 'effect'>> & {
  readonly effect: { readonly type: Fault['effect']['type'] } & Readonly<Record<string, unknown>>;
};

/** Below the request timeout of a worker: the request is late, not lost. */
const HELD_MS = 3_000;

export async function placeFault(enterprise: Enterprise, fault: FaultRequest): Promise<string> {
  const { id } = (await post(`${enterprise.url}/_sim/faults`, fault)) as { id: string };
  return id;
}

export async function clearFaults(enterprise: Enterprise): Promise<void> {
  await fetch(`${enterprise.url}/_sim/faults`, { method: 'DELETE' });
}

/** Makes an org's next write of a kind slow, so that its deployment is seen in the middle. */
export function holdNextWrite(
  enterprise: Enterprise,
  orgId: string,
  kind: Fault['kind'] = 'flow',
): Promise<string> {
  const effect = { type: 'latency', ms: HELD_MS } as const;
  return placeFault(enterprise, { orgId, method: 'PATCH', kind, effect });
}

/** From now on an org gives its client no token, and takes back those that it gave. */
export async function refuseTokens(enterprise: Enterprise, orgId: string): Promise<void> {
  const unauthorized = { type: 'status', status: 401 } as const;
  await placeFault(enterprise, { orgId, kind: 'token', count: 0, effect: unauthorized });
  await placeFault(enterprise, {
    orgId,
    method: 'GET',
    count: 0,
    effect: { type: 'revokeTokens' },
  });
}

/** Waits until a fault has hit. */
export async function untilHit(enterprise: Enterprise, id: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${enterprise.url}/_sim/faults`);
    const { faults } = (await answer.json()) as { faults: { id: string; hits: number }[] };
    if (faults.some((fault) => fault.id === id && fault.hits > 0)) return;
    if (Date.now() > deadline) throw new Error(`fault ${id} was not met`);
    await sleep(20);
  }
}
