import pMap from 'p-map';
import { composePlatforms } from '../../compose.js';
import { load, type Loaded } from '../../planning/loaded.js';
import { leastRoleOf, type LeastRole } from '../../planning/permissions.js';
import { createReleaseSource } from '../../release/source.js';
import { BadSettingsError } from '../../settings.js';
import type { Context } from '../context.js';

/** The least role of an org's client and, where the platform was asked, how that compares to what it has. */
export interface OrgPermissions extends LeastRole {
  readonly environment: string;
  /** Absent where nobody asked; null where the platform does not tell. */
  readonly granted?: readonly string[] | null;
  /** Why the platform could not be asked. */
  readonly problem?: string;
  /** Needed to deploy, but not granted. */
  readonly missing: readonly string[];
  /** Granted, but needed by no component of the org. */
  readonly excess: readonly string[];
}

export interface PermissionsQuestion {
  /** Default: every environment. */
  readonly environment?: string | undefined;
  /** Ask each platform what the client has been granted; takes the credentials. */
  readonly ask: boolean;
}

const PARALLEL = 16;

/**
 * The least role of every org's client, by the components that the newest release has for the org.
 * @throws BadSettingsError without a configuration repository; BadReleaseError for a release or environment that is none
 */
export async function permissions(
  { settings, wire }: Pick<Context, 'settings' | 'wire'>,
  { environment, ask }: PermissionsQuestion,
): Promise<OrgPermissions[]> {
  const {
    configRepository: repository,
    configFolder: subfolder,
    cacheDir,
    protectedBranch,
  } = settings;
  if (repository === null)
    throw new BadSettingsError('ROLLCALL_CONFIG_REPO is not set: components are read from it');
  const releases = createReleaseSource({ repository, subfolder, cacheDir, protectedBranch });
  const commit = await releases.resolve('HEAD');
  const names = environment === undefined ? await environmentsAt() : [environment];
  const deps = { releases, platforms: composePlatforms(settings, wire) };
  const found: OrgPermissions[] = [];
  for (const name of names) {
    const loaded = await load(deps, { commit, environment: name });
    const orgs = loaded.orgs.map(({ org }) => org);
    found.push(
      ...(await pMap(orgs, (org) => permissionsOf(loaded, org, ask), { concurrency: PARALLEL })),
    );
  }
  return found;

  async function environmentsAt(): Promise<string[]> {
    return Object.keys((await releases.load(commit)).environments);
  }
}

async function permissionsOf(loaded: Loaded, org: string, ask: boolean): Promise<OrgPermissions> {
  const role = { ...leastRoleOf(loaded, org), environment: loaded.environment.name };
  if (!ask) return { ...role, missing: [], excess: [] };
  try {
    const granted = await loaded.client(org).grantedScopes();
    if (granted === null) return { ...role, granted, missing: [], excess: [] };
    return {
      ...role,
      granted,
      missing: role.deploying.filter((scope) => !granted.includes(scope)),
      excess: granted.filter((scope) => !role.deploying.includes(scope)),
    };
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'unknown';
    return { ...role, problem, missing: [], excess: [] };
  }
}
