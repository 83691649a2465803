import type { Dialect } from './faults/dialect.js';
import { genesysCloudOrigins } from './genesys-cloud/origins.js';
import { prepareGenesysCloud } from './genesys-cloud/prepare.js';
import type { Listener } from './http/listener.js';
import { followHandEdits } from './nice-cxone/hand-edits.js';
import { niceCxoneOrigins } from './nice-cxone/origins.js';
import { prepareNiceCxone } from './nice-cxone/prepare.js';
import type { World } from './world/world.js';
import type { ParsedWorld, PlatformName } from './world-file.js';

/** Where the vendors' dialects answer; a dialect that is not asked for is absent. */
export interface DialectUrls {
  genesysCloud?: { loginUrl: string; apiUrl: string };
  niceCxone?: { authUrl: string; apiUrl: string };
}

export interface OpenDialects {
  urls: DialectUrls;
  listeners: Listener[];
}

/** Opens the origins of the dialects that are asked for, each on a port of its own. */
export async function openDialects(
  names: readonly PlatformName[],
  open: (dialect: Dialect) => Promise<Listener>,
): Promise<OpenDialects> {
  const opened: OpenDialects = { urls: {}, listeners: [] };
  if (names.includes('genesys-cloud')) {
    const origins = genesysCloudOrigins();
    const login = await open(origins.login);
    const api = await open(origins.api);
    opened.urls.genesysCloud = { loginUrl: login.url, apiUrl: api.url };
    opened.listeners.push(login, api);
  }
  if (names.includes('nice-cxone')) {
    const origins = niceCxoneOrigins();
    const auth = await open(origins.auth);
    const api = await open(origins.api);
    Object.assign(origins.urls, { authUrl: auth.url, apiUrl: api.url });
    opened.urls.niceCxone = { ...origins.urls };
    opened.listeners.push(auth, api);
  }
  return opened;
}

/** Gives the orgs that speak a vendor's dialect the neutral resources that traffic runs on. */
export function prepareDialects(file: ParsedWorld): ParsedWorld {
  return [prepareGenesysCloud, prepareNiceCxone].reduce(
    (prepared, prepare) => prepare(prepared),
    file,
  );
}

/** Lets the dialects follow what happens in a world without them. */
export function attachDialects(world: World, nowMs: number): void {
  followHandEdits(world, nowMs);
}
