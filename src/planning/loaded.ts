import { groupTiers } from '../domain/graph.js';
import { ownerOfKey } from '../domain/reference.js';
import type {
  Environment,
  OrgBinding,
  Release,
  RenderedResource,
} from '../domain/release-model.js';
import { groupOf } from '../domain/resource-key.js';
import { renderOrg } from '../domain/template.js';
import type { OrgClient } from '../platforms/port.js';
import type { OrgAddress } from '../ledger/port.js';
import { BadReleaseError } from '../release/port.js';
import type { PlanningDeps } from './deps.js';
import { RefusedError } from './refused.js';

/** A release seen from one environment, with clients for its orgs. */
export class Loaded {
  private readonly owners = new Map<string, string | null>();
  private readonly rendered = new Map<string, readonly RenderedResource[]>();
  private order: readonly string[] | undefined;

  constructor(
    private readonly deps: Pick<PlanningDeps, 'platforms'>,
    readonly release: Release,
    readonly environment: Environment,
  ) {}

  get orgs(): readonly OrgBinding[] {
    return Object.values(this.environment.orgs);
  }

  binding(org: string): OrgBinding {
    const binding = this.environment.orgs[org];
    if (binding === undefined)
      throw new RefusedError(`${org} is not an org of ${this.environment.name}`);
    return binding;
  }

  client(org: string): OrgClient {
    return this.deps.platforms.connect(this.binding(org));
  }

  address(org: string): OrgAddress {
    return { environment: this.environment.name, org };
  }

  groupName(org: string): string {
    return groupOf(this.release, org)?.name ?? '';
  }

  /** Rendered once: planning, preflight and the resolving of ids all ask again. */
  render(org: string): readonly RenderedResource[] {
    const known = this.rendered.get(org);
    if (known !== undefined) return known;
    const { resources, findings } = renderOrg({
      release: this.release,
      environment: this.environment,
      org,
    });
    if (findings.length > 0) throw new BadReleaseError(findings);
    this.rendered.set(org, resources);
    return resources;
  }

  /** One of an org's resources as the release has it; undefined where it has none of the key. */
  resourceOf(org: string, key: string): RenderedResource | undefined {
    return this.render(org).find((resource) => resource.key === key);
  }

  /** Names of groups, parents first. Found out once: each wave of a plan asks. */
  groupOrder(): readonly string[] {
    const { release, environment } = this;
    this.order ??= groupTiers({
      release,
      environment,
      resourcesOf: (org) => this.render(org),
    }).flat();
    return this.order;
  }

  /** Looked up once: a fleet's plan asks for the same owners several times. */
  ownerOf(org: string, key: string): string | null {
    const question = `${org} ${key}`;
    const known = this.owners.get(question);
    if (known !== undefined) return known;
    const { release, environment } = this;
    const owner = ownerOfKey({ release, environment, org, key });
    this.owners.set(question, owner);
    return owner;
  }
}

/** Loads the pinned release for a run. */
export async function load(
  deps: Pick<PlanningDeps, 'releases' | 'platforms'>,
  scope: { readonly commit: string; readonly environment: string },
): Promise<Loaded> {
  const release = await deps.releases.load(scope.commit);
  return new Loaded(deps, release, environmentOf(release, scope.environment));
}

function environmentOf(release: Release, name: string): Environment {
  const environment = release.environments[name];
  if (environment !== undefined) return environment;
  const known = Object.keys(release.environments).join(', ');
  throw new BadReleaseError([
    {
      file: 'input',
      line: null,
      column: null,
      path: 'environment',
      message: `there is no environment "${name}" in this release; it has ${known}`,
    },
  ]);
}
