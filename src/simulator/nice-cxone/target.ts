import type { SimulatorRequest } from '../http/request.js';
import type { World } from '../world/world.js';
import { routeOf } from './api-call.js';
import type { NativeKind } from './bodies.js';
import { Configuration } from './configuration.js';

/** What a request addresses, as faults name it: CXone's own kinds, and `analytics`. */
export interface CxoneAddress {
  kind: NativeKind | 'analytics' | null;
  /** The id in the world file, also where the request names a script by its path or by a save. */
  resourceId: string | null;
}

const collections: Record<string, NativeKind> = {
  skills: 'skill',
  scripts: 'script',
  'points-of-contact': 'point_of_contact',
  'hours-of-operation': 'hours_of_operation',
};

export function addressOf(
  request: SimulatorRequest,
  world: World,
  orgId: string | null,
): CxoneAddress {
  const [, collection = '', id, detail] = (routeOf(request.path) ?? '').split('/');
  const kind = collections[collection] ?? null;
  if (kind === null) return { kind, resourceId: null };
  if (kind === 'script') return { kind, resourceId: scriptIdOf(request, world, orgId, id) };
  const resourceId = id !== undefined && /^\d+$/.test(id) ? id : null;
  const last = detail ?? id ?? '';
  return { kind: /^(summary|activity)$/.test(last) ? 'analytics' : kind, resourceId };
}

function scriptIdOf(
  { query, text }: SimulatorRequest,
  world: World,
  orgId: string | null,
  id: string | undefined,
): string | null {
  if (orgId === null) return null;
  const configuration = new Configuration(world.store, orgId);
  if (id !== undefined && /^\d+$/.test(id)) {
    return configuration.scriptOfVersion(Number(id))?.script.id ?? null;
  }
  const name = query.get('fileFullName') ?? query.get('scriptPath') ?? nameInBody(text);
  return name === null ? null : (configuration.named('script', name)?.id ?? null);
}

function nameInBody(text: string): string | null {
  // Without parsing: a body that is no JSON is the handler's to refuse.
  const [, name] = /"(?:fileFullName|scriptName)"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  return name === undefined ? null : name.slice(1, -1).replace(/\\(["\\/])/g, '$1');
}
