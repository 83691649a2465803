import { createHash } from 'node:crypto';
import type { World } from '../world/world.js';
import type { WorldOrg } from '../world-file.js';
import { isNative, versionsOf } from './bodies.js';
import { nativeOf } from './native-schemas.js';

/** An org as CXone knows it: a tenant, which is one business unit. */
export interface Tenant {
  orgId: string;
  tenantId: string;
  businessUnitId: number;
  businessUnitName: string;
  area: string;
  cluster: string;
  domain: string;
  /** Secrets of the registered applications, by client id. */
  applications: Map<string, string>;
}

const firstBusinessUnitId = 4_600_001;

/** The tenants of one world, and the numbers that are still free in it. */
export class Tenants {
  readonly #byOrg = new Map<string, Tenant>();
  #lastId = 0;

  constructor(world: World) {
    for (const org of world.orgs.values()) {
      if (org.platform !== 'nice-cxone') continue;
      this.#byOrg.set(org.id, tenantOf(org, firstBusinessUnitId + this.#byOrg.size));
      this.#lastId = Math.max(this.#lastId, highestId(world, org.id));
    }
  }

  ofOrg(orgId: string): Tenant | undefined {
    return this.#byOrg.get(orgId);
  }

  withId(tenantId: string): Tenant | undefined {
    return [...this.#byOrg.values()].find((tenant) => tenant.tenantId === tenantId);
  }

  /** Counted, not random: the same requests against the same world give the same ids. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

function tenantOf(org: WorldOrg, businessUnitId: number): Tenant {
  const { tenant, application } = nativeOf(org);
  const [given] = tenant;
  return {
    orgId: org.id,
    tenantId: given?.id ?? derivedTenantId(org.id),
    businessUnitId: given?.businessUnitId ?? businessUnitId,
    businessUnitName: org.name,
    area: given?.area ?? 'na1',
    cluster: given?.cluster ?? 'c71',
    domain: given?.domain ?? 'nicecxone.com',
    applications: new Map(application.map(({ id, clientSecret }) => [id, clientSecret])),
  };
}

function derivedTenantId(orgId: string): string {
  const hex = createHash('sha1').update(`tenant ${orgId}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20, 32)].join('-');
}

function highestId(world: World, orgId: string): number {
  const resources = (['queue', 'flow', 'directory'] as const)
    .flatMap((kind) => world.store.list(orgId, kind))
    .filter((resource) => /^\d+$/.test(resource.id));
  const saves = resources
    .filter((resource) => isNative(resource, 'script'))
    .flatMap((script) => versionsOf(script).map(({ scriptId }) => scriptId));
  return [...resources.map(({ id }) => Number(id)), ...saves].reduce(
    (highest, id) => Math.max(highest, id),
    0,
  );
}
