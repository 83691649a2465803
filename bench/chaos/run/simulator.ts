import { journal, post, type Write } from '../../../test/e2e/enterprise.js';
import type { Fault } from '../../../src/simulator/faults/fault.js';

/** A fault as it is placed. */
export type FaultRequest = Partial<Omit<Fault, 'effect'>> & {
  readonly effect: { readonly type: Fault['effect']['type'] } & Readonly<Record<string, unknown>>;
};

export interface SimResource {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Every resource of every org, by the platform's id of the org. */
export type Configuration = Readonly<Record<string, readonly SimResource[]>>;

export async function placeFault(url: string, fault: FaultRequest): Promise<string> {
  return ((await post(`${url}/_sim/faults`, fault)) as { id: string }).id;
}

export async function removeFault(url: string, id: string): Promise<void> {
  await fetch(`${url}/_sim/faults/${id}`, { method: 'DELETE' });
}

/** How many requests each fault has hit, by its id. */
export async function hits(url: string): Promise<ReadonlyMap<string, number>> {
  const { faults } = (await (await fetch(`${url}/_sim/faults`)).json()) as {
    faults: { id: string; hits: number }[];
  };
  return new Map(faults.map((fault) => [fault.id, fault.hits]));
}

export async function writesSince(url: string, seq: number): Promise<readonly Write[]> {
  const answer = await fetch(`${url}/_sim/journal?since=${seq}`);
  return ((await answer.json()) as { writes: Write[] }).writes;
}

export const allWrites = journal;

export async function resourcesOf(url: string, orgId: string): Promise<readonly SimResource[]> {
  const answer = await fetch(`${url}/_sim/orgs/${orgId}`);
  const { resources } = (await answer.json()) as {
    resources: Record<string, { id: string; body: Record<string, unknown> }[]>;
  };
  return Object.entries(resources).flatMap(([kind, list]) =>
    list.map(({ id, body }) => ({ id, kind, name: String(body['name']), body })),
  );
}

export async function configuration(
  url: string,
  orgIds: readonly string[],
): Promise<Configuration> {
  const read = orgIds.map(async (org) => [org, await resourcesOf(url, org)] as const);
  return Object.fromEntries(await Promise.all(read));
}
