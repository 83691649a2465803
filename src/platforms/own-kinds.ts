import type { ResourceKind } from '../domain/resource.js';
import { WireError } from '../http/errors.js';
import type { OrgClient } from './port.js';

/** The part of an org client that reads and writes resources. */
export type ResourceCalls = Pick<
  OrgClient,
  'read' | 'findByName' | 'pages' | 'list' | 'create' | 'update' | 'remove'
>;

/** The same calls, which refuse a kind that the adapter does not declare before anything is sent. */
export function forOwnKinds(
  { org, declares }: Pick<OrgClient, 'declares'> & { readonly org: string },
  calls: ResourceCalls,
): ResourceCalls {
  const of = <T>(kind: ResourceKind, call: () => Promise<T>): Promise<T> =>
    declares(kind) === null ? Promise.reject(foreign(org, kind)) : call();
  return {
    read: (kind, id, options) => of(kind, () => calls.read(kind, id, options)),
    findByName: (kind, name, options) => of(kind, () => calls.findByName(kind, name, options)),
    pages: (kind, options) => {
      if (declares(kind) === null) throw foreign(org, kind);
      return calls.pages(kind, options);
    },
    list: (kind, options) => of(kind, () => calls.list(kind, options)),
    create: (kind, body, options) => of(kind, () => calls.create(kind, body, options)),
    update: (live, target, options) => of(live.kind, () => calls.update(live, target, options)),
    remove: (live, options) => of(live.kind, () => calls.remove(live, options)),
  };
}

function foreign(org: string, kind: ResourceKind): WireError {
  return new WireError(`The platform of ${org} has no ${kind}.`, {
    kind: 'rejected',
    org,
    method: 'GET',
    path: '',
  });
}
