import type { SimulatorRequest } from '../http/request.js';
import { decoded } from '../http/route.js';
import { collections } from './collections.js';
import { uploadPrefix } from './flow-jobs.js';
import { rowId } from './native-store.js';

/** What a request addresses, as faults name it: neutral kinds where they fit, else the dialect's. */
export function addressOf({ path, query }: SimulatorRequest): {
  kind: string | null;
  resourceId: string | null;
} {
  if (path.startsWith('/api/v2/analytics/')) return { kind: 'analytics', resourceId: null };
  if (path.startsWith('/api/v2/organizations')) return { kind: 'organizations', resourceId: null };
  if (path.startsWith(uploadPrefix)) return { kind: 'flowUpload', resourceId: null };
  const collection = collections.find(
    (one) => path === one.path || path.startsWith(`${one.path}/`),
  );
  if (collection !== undefined) {
    const [id = '', member, key] = segments(path, collection.path);
    const kind = collection.kind === 'trunkBaseSettings' ? 'trunk' : collection.kind;
    if (member === 'rows' && key !== undefined) {
      return { kind: 'datatableRow', resourceId: rowId(id, key) };
    }
    if (collection.kind === 'prompt' && member === 'resources') {
      return { kind: 'promptResource', resourceId: key === undefined ? id : `${id}/${key}` };
    }
    return { kind, resourceId: id === '' ? null : id };
  }
  if (path !== '/api/v2/flows' && !path.startsWith('/api/v2/flows/')) {
    return { kind: null, resourceId: null };
  }
  const [id = ''] = segments(path, '/api/v2/flows');
  if (id === 'jobs' || id === 'export') return { kind: 'flowJob', resourceId: null };
  const flowId = id === 'actions' ? query.get('flow') : id;
  return { kind: 'flow', resourceId: flowId || null };
}

function segments(path: string, prefix: string): string[] {
  return path
    .slice(prefix.length + 1)
    .split('/')
    .map(decoded);
}
