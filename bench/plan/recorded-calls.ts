import pMap from 'p-map';
import type { OrgBinding } from '../../src/domain/release-model.js';
import type { ResourceKind } from '../../src/domain/resource.js';
import type { OrgClient, Platforms, TelemetryWindow } from '../../src/platforms/port.js';

/** A call that planning made of an org: a page of a list, a resource, or its callers of late. */
export type RecordedCall =
  | { readonly type: 'pages'; readonly kind: ResourceKind; pages: number }
  | { readonly type: 'read'; readonly kind: ResourceKind; readonly id: string }
  | { readonly type: 'findByName'; readonly kind: ResourceKind; readonly name: string }
  | { readonly type: 'callIntervals'; readonly window: TelemetryWindow };

/** Calls by org. */
export interface Recording {
  readonly platforms: Platforms;
  readonly calls: ReadonlyMap<string, readonly RecordedCall[]>;
}

/** Platforms whose clients note what is read through them. */
export function recording(platforms: Platforms): Recording {
  const calls = new Map<string, RecordedCall[]>();
  return { calls, platforms: { connect: (org) => noting(platforms.connect(org), org, calls) } };
}

function noting(
  client: OrgClient,
  { org }: OrgBinding,
  calls: Map<string, RecordedCall[]>,
): OrgClient {
  const note = <Call extends RecordedCall>(call: Call): Call => {
    calls.set(org, [...(calls.get(org) ?? []), call]);
    return call;
  };
  return {
    ...client,
    read: (kind, id, options) => {
      note({ type: 'read', kind, id });
      return client.read(kind, id, options);
    },
    findByName: (kind, name, options) => {
      note({ type: 'findByName', kind, name });
      return client.findByName(kind, name, options);
    },
    callIntervals: (window, options) => {
      note({ type: 'callIntervals', window });
      return client.callIntervals(window, options);
    },
    pages: async function* (kind, options) {
      const call = note({ type: 'pages', kind, pages: 0 });
      for await (const page of client.pages(kind, options)) {
        call.pages += 1;
        yield page;
      }
    },
  };
}

/** Requests that a call takes: a name is looked for in a list, then read. */
export function requestsOf(call: RecordedCall): number {
  if (call.type === 'pages') return call.pages;
  return call.type === 'findByName' ? 2 : 1;
}

/** Makes an org's calls again, as many at once as its client lets through, and does nothing with what comes. */
export async function replay(client: OrgClient, calls: readonly RecordedCall[]): Promise<void> {
  await pMap(calls, async (call) => {
    if (call.type === 'read') await client.read(call.kind, call.id);
    else if (call.type === 'callIntervals') await client.callIntervals(call.window);
    else if (call.type === 'findByName') await client.findByName(call.kind, call.name);
    else {
      let taken = 0;
      for await (const _page of client.pages(call.kind)) {
        taken += 1;
        if (taken >= call.pages) break;
      }
    }
  });
}
