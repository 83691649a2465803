import type { CallInterval } from '../../../src/domain/canary/evidence.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { mergePatchOf } from '../../../src/domain/merge-patch.js';
import type { LiveResource, ResourceKind } from '../../../src/domain/resource.js';
import {
  WireError,
  type CallOptions,
  type OrgCapacity,
  type OrgClient,
  type ResourcePage,
  type TelemetryWindow,
  type WireErrorKind,
} from '../../../src/platforms/port.js';
import type { Write } from '../../e2e/enterprise.js';
import type { Happening } from './happening.js';
import { edited } from './person.js';

const INTERVAL_MS = 5 * 60_000;

/** The worker is gone: nothing of the attempt goes on. */
export class Died extends Error {}

interface Late {
  readonly apply: () => void;
  left: number;
}

/** The orgs' platform in memory, with ETags and unique names, on which things happen as told. */
export class MemoryPlatform {
  private readonly resources = new Map<string, LiveResource & { readonly orgId: string }>();
  readonly journal: Write[] = [];
  /** Called when somebody trips the breaker. */
  onTrip: () => void = () => undefined;
  private happenings: Happening[] = [];
  private late: readonly Late[] = [];
  private versions = 0;
  private marks = 0;
  private nowMs = 0;

  put(orgId: string, kind: ResourceKind, id: string, body: JsonObject): void {
    this.resources.set(id, this.resource(orgId, kind, id, body));
  }

  /** From now on these happen, one at each request. */
  expect(happenings: readonly Happening[]): void {
    this.happenings = [...happenings];
  }

  /** All that is still on its way arrives. */
  settle(): void {
    const all = this.late;
    this.late = [];
    for (const { apply } of all) apply();
  }

  /** Nobody asks for anything: people edit meanwhile. */
  async idle(): Promise<void> {
    this.settle();
    for (const next of this.happenings.splice(0))
      if (next.do === 'edit') this.edit(next.on, next.edit);
  }

  configurationOf(orgId: string): { id: string; kind: string; name: string; body: JsonObject }[] {
    return [...this.resources.values()]
      .filter((one) => one.orgId === orgId)
      .map(({ id, kind, name, body }) => ({ id, kind, name, body }));
  }

  client(orgId: string): OrgClient {
    const send = <T>(method: string, run: () => T, options: CallOptions = {}): Promise<T> =>
      this.send(orgId, method, run, options);
    const own = (): (LiveResource & { orgId: string })[] =>
      [...this.resources.values()].filter((one) => one.orgId === orgId);
    const byName = (kind: ResourceKind, name: string): LiveResource | null =>
      own().find((one) => one.kind === kind && one.name === name) ?? null;
    return {
      declares: () => ({
        concurrency: 'etag',
        consistency: 'immediate',
        write: 'patch',
        creates: true,
        deletes: true,
        rollback: 'restoreSnapshot',
        lists: 'bodies',
        names: [],
        off: { enabled: false },
      }),
      scopesFor: () => [],
      grantedScopes: async () => null,
      acquireToken: async () => ({ expiresAt: '2030-01-01T00:00:00Z', scopes: [] }),
      discover: async () => [],
      platformTime: async () => ({ nowMs: (this.nowMs += INTERVAL_MS) }),
      callIntervals: async (window) => steadyCalls(window),
      capacity: async () => this.everybody(),
      read: (_kind, id, options) => send('GET', () => this.resources.get(id) ?? null, options),
      findByName: (kind, name, options) => send('GET', () => byName(kind, name), options),
      pages: (kind, options) => pagesOf(() => send('GET', () => listed(own(), kind), options)),
      list: (kind, options) => send('GET', () => own().filter((one) => one.kind === kind), options),
      create: (kind, body, options) =>
        send('POST', () => this.create(orgId, kind, body, byName), options),
      update: async (live, target, options) => {
        const patch = mergePatchOf(live.body, target);
        if (Object.keys(patch).length === 0) return live;
        return send('PATCH', () => this.replace(orgId, live, target), options);
      },
      remove: (live, options) => send('DELETE', () => this.remove(orgId, live), options),
    };
  }

  /** Every queue that anything could send callers to has agents. */
  private everybody(): OrgCapacity {
    const queues = [...this.resources.values()].filter(({ kind }) => kind === 'queue');
    const ids = ['a', 'b', ...queues.map(({ id }) => id)];
    return {
      observedAtMs: this.nowMs,
      queues: ids.map((queueId) => ({
        queueId,
        groups: [{ skills: [], agents: 5 }],
        waitingCalls: 0,
        handleSeconds: 60,
        handledCalls: 100,
      })),
    };
  }

  private async send<T>(
    orgId: string,
    method: string,
    run: () => T,
    { signal }: CallOptions,
  ): Promise<T> {
    await Promise.resolve();
    this.arrive();
    const next = this.happenings.shift() ?? { do: 'nothing' };
    const fail = (kind: WireErrorKind): WireError => failure(orgId, method, kind);
    if (next.do === 'trip') this.onTrip();
    if (signal?.aborted === true) throw fail('cancelled');
    if (next.do === 'edit') this.edit(next.on, next.edit);
    if (next.do === 'refuse' && (next.as !== 'preconditionFailed' || isConditional(method)))
      throw fail(next.as);
    if (next.do === 'lose the request') throw fail('noAnswer');
    if (next.do === 'die') return this.die(next, method, run);
    const answer = run();
    if (next.do === 'lose the answer') throw fail('noAnswer');
    return answer;
  }

  /** What a dead worker sent arrives late; a creation, which no version guards, before anybody goes on. */
  private die(next: Happening & { do: 'die' }, method: string, run: () => unknown): never {
    if (next.when === 'after') run();
    if (next.when === 'on its way' && method !== 'GET') {
      const apply = (): void => {
        try {
          run();
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
        }
      };
      if (isConditional(method)) this.late = [...this.late, { apply, left: next.later }];
      else apply();
    }
    throw new Died();
  }

  private arrive(): void {
    for (const late of this.late) late.left -= 1;
    const due = this.late.filter(({ left }) => left < 0);
    this.late = this.late.filter(({ left }) => left >= 0);
    for (const { apply } of due) apply();
  }

  private edit(on: number, name: string): void {
    const all = [...this.resources.values()].filter(({ orgId }) => orgId === 'sub');
    const resource = all[on % all.length];
    if (resource === undefined) return;
    this.marks += 1;
    const body = edited(name, resource.body, `by hand ${this.marks}`);
    if (JSON.stringify(body) === JSON.stringify(resource.body)) return;
    this.write(resource, body, 'manual:lee');
  }

  private create(
    orgId: string,
    kind: ResourceKind,
    body: JsonObject,
    byName: (kind: ResourceKind, name: string) => LiveResource | null,
  ): LiveResource {
    if (byName(kind, nameOf(body)) !== null) throw failure(orgId, 'POST', 'conflict');
    const id = `made-${this.journal.length}`;
    const made = this.resource(orgId, kind, id, body);
    this.resources.set(id, made);
    this.record(made, 'POST', null, body, 'rollcall');
    return made;
  }

  private replace(orgId: string, live: LiveResource, target: JsonObject): LiveResource {
    return this.write(this.current(orgId, live, 'PATCH'), target, 'rollcall');
  }

  private remove(orgId: string, live: LiveResource): void {
    const current = this.resources.get(live.id);
    if (current === undefined) return;
    this.current(orgId, live, 'DELETE');
    const others = [...this.resources.values()].filter(({ id }) => id !== live.id);
    if (others.some(({ body }) => JSON.stringify(body).includes(`"${live.id}"`)))
      throw failure(orgId, 'DELETE', 'conflict');
    this.resources.delete(live.id);
    this.record(current, 'DELETE', current.body, null, 'rollcall');
  }

  private current(
    orgId: string,
    { id, version }: LiveResource,
    method: string,
  ): LiveResource & { readonly orgId: string } {
    const current = this.resources.get(id);
    if (current === undefined) throw failure(orgId, method, 'notFound');
    if (current.version !== version) throw failure(orgId, method, 'preconditionFailed');
    return current;
  }

  private write(
    { orgId, kind, id, body: before }: LiveResource & { readonly orgId: string },
    body: JsonObject,
    by: string,
  ): LiveResource {
    const next = this.resource(orgId, kind, id, body);
    this.resources.set(id, next);
    this.record(next, 'PATCH', before, body, by);
    return next;
  }

  private resource(
    orgId: string,
    kind: ResourceKind,
    id: string,
    body: JsonObject,
  ): LiveResource & { readonly orgId: string } {
    this.versions += 1;
    const version = String(this.versions);
    return { orgId, kind, id, name: nameOf(body), body, version, enabled: true };
  }

  private record(
    { orgId, kind, id, name }: LiveResource & { readonly orgId: string },
    method: string,
    before: JsonObject | null,
    after: JsonObject | null,
    by: string,
  ): void {
    this.journal.push({
      seq: this.journal.length + 1,
      time: '',
      orgId,
      clientId: by === 'rollcall' ? `rollcall-${orgId}` : by,
      method,
      kind,
      resourceId: id,
      name,
      before,
      after,
      changed: JSON.stringify(before) !== JSON.stringify(after),
    });
  }
}

/** Telemetry that never has news: it is none of the things that happen here. */
function steadyCalls({ fromMs, toMs, intervalMinutes }: TelemetryWindow): CallInterval[] {
  const stepMs = intervalMinutes * 60_000;
  const count = Math.floor((toMs - fromMs) / stepMs);
  const offered = 10 * intervalMinutes;
  return Array.from({ length: count }, (_, at) => ({
    start: new Date(fromMs + at * stepMs).toISOString(),
    offered,
    answered: offered,
    abandoned: 0,
    waitSecondsTotal: 0,
    strategyHits: offered,
    strategyAttempts: offered,
  }));
}

/** As lists tell them: without versions. */
function listed(all: readonly LiveResource[], kind: ResourceKind): LiveResource[] {
  return all.filter((one) => one.kind === kind).map((one) => ({ ...one, version: null }));
}

async function* pagesOf(read: () => Promise<LiveResource[]>): AsyncIterable<ResourcePage> {
  yield { resources: await read(), pagesLeft: 0 };
}

function isConditional(method: string): boolean {
  return method === 'PATCH' || method === 'DELETE';
}

function failure(org: string, method: string, kind: WireErrorKind): WireError {
  return new WireError(`${method}: ${kind}`, { kind, org, method, path: '' });
}

/** What a resource is called; a person may have made it anything. */
export function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : JSON.stringify(name);
}
