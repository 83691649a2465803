import { journal, post, type Write } from '../../../test/e2e/enterprise.js';
import { DIALECTS } from '../dialects/index.js';
import type { Fleet, FleetOrg } from '../fleet.js';
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

/** Every resource of every org, as its dialect's view has it, by the platform's id of the org. */
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

/** Everything that was written, without what only follows from other writes, and as the dialects' views have it. */
export async function allWrites(url: string, fleet: Fleet): Promise<readonly Write[]> {
  const orgs = new Map(fleet.orgs.map((org) => [org.id, org]));
  return (await journal(url)).flatMap((write) => {
    const org = orgs.get(write.orgId);
    return org === undefined ? [] : viewed(write, org);
  });
}

function viewed(write: Write, { dialect }: FleetOrg): Write[] {
  const { stated, view } = DIALECTS[dialect];
  const { kind, before, after, changed } = write;
  const [was, is] = [before, after].map((body) => (body === null ? null : stated(kind, body)));
  if (!was && !is) return [];
  if (changed && same(was, is)) return [];
  const [left, right] = [was, is].map((body) => (body ? view(kind, body) : null));
  return [{ ...write, before: left ?? null, after: right ?? null, changed: !same(left, right) }];
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** As the simulator has them. */
export async function resourcesOf(url: string, orgId: string): Promise<readonly SimResource[]> {
  const answer = await fetch(`${url}/_sim/orgs/${orgId}`);
  const { resources } = (await answer.json()) as {
    resources: Record<string, { id: string; body: Record<string, unknown> }[]>;
  };
  return Object.entries(resources).flatMap(([kind, list]) =>
    list.map(({ id, body }) => ({ id, kind, name: String(body['name']), body })),
  );
}

/** As an org's dialect says that they are. */
export function viewOf({ dialect }: FleetOrg, found: readonly SimResource[]): SimResource[] {
  const { stated, view } = DIALECTS[dialect];
  return found.flatMap((resource) => {
    const body = stated(resource.kind, resource.body);
    return body === null ? [] : [{ ...resource, body: view(resource.kind, body) }];
  });
}

export async function configuration(url: string, fleet: Fleet): Promise<Configuration> {
  const read = fleet.orgs.map(
    async (org) => [org.id, viewOf(org, await resourcesOf(url, org.id))] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
