import type { OrgOutcome, RolloutStatus } from '../../../src/client/index.js';
import { fleetOf, RELEASE } from '../../../bench/chaos/fleet.js';
import type { Incident } from '../../../bench/chaos/incident.js';
import type { LedgerReport, Observed } from '../../../bench/chaos/run/observed.js';
import type { SimResource } from '../../../bench/chaos/run/simulator.js';
import { placeOf } from '../../planted-secrets.js';
import type { Write } from '../../e2e/enterprise.js';

type Body = Readonly<Record<string, unknown>>;

const FLEET = fleetOf('guide');
export const ORG_IDS = FLEET.orgs.map(({ id }) => id);
export const [HUB = ''] = ORG_IDS;
export const SUB = 'gc-prod-002';
export const SUB_NAME = 'org_sub_002';
const OLD = { name: 'IVR 2.0', blocks: [{ id: 'a', seconds: 1 }], note: 'n' };
const NEW = { name: 'IVR 2.1', blocks: [{ id: 'a', seconds: 2 }], note: 'n' };
const REPORT = { name: 'Quality', enabled: true };

/** A run that may be damaged: one flow in every org, changed, and a report, created. */
export class MadeUpRun {
  readonly writes: Write[] = [];
  private readonly resources = new Map<string, SimResource>();
  private readonly before: Record<string, readonly SimResource[]>;
  outcomes: OrgOutcome[];
  incidents: Incident[] = [];
  told: Observed['told'] = [];
  change: Partial<Observed> = {};
  outcome = 'succeeded';
  reason = '';

  constructor() {
    for (const org of ORG_IDS)
      this.resources.set(`${org}/flow`, resource(`${org}-flow`, 'flow', OLD));
    this.before = this.configuration();
    this.outcomes = FLEET.orgs.map(({ org }) => outcomeOf(org, 'completed'));
  }

  /** All orgs on the release, as a rollout leaves them that meets nothing. */
  deployAll(): this {
    for (const org of ORG_IDS) this.deploy(org);
    return this;
  }

  deploy(org: string): void {
    this.write(org, 'flow', NEW);
    this.create(org);
  }

  takeBack(org: string): void {
    this.write(org, 'flow', OLD);
    this.remove(org);
  }

  create(org: string, by?: string): void {
    this.put(org, 'report', resource(`${org}-made`, 'reporting', REPORT), 'POST', by);
  }

  remove(org: string): void {
    const there = this.resources.get(`${org}/report`);
    this.resources.delete(`${org}/report`);
    if (there !== undefined) this.record(org, there, 'DELETE', there.body, null);
  }

  write(org: string, which: 'flow' | 'report', patch: Body, by?: string): void {
    const there = this.resources.get(`${org}/${which}`);
    if (there === undefined) throw new Error(`${org} has no ${which}`);
    const body = { ...there.body, ...patch };
    this.put(org, which, { ...there, name: String(body['name']), body }, 'PATCH', by);
  }

  say(org: string, state: OrgOutcome['state'], reason?: string): void {
    this.outcomes = this.outcomes.map((one) =>
      one.org === org ? outcomeOf(org, state, reason) : one,
    );
  }

  observed(): Observed {
    const status = { state: this.outcome, outcomes: this.outcomes, notices: [] };
    const told = status as unknown as RolloutStatus;
    const report: LedgerReport = {
      summary: { outcome: this.outcome, reason: this.reason },
      status: told,
    };
    return {
      schedule: { seed: 1, fleet: FLEET, release: RELEASE.good, incidents: this.incidents },
      seconds: 1,
      fired: [],
      revoked: [],
      before: this.before,
      target: Object.fromEntries(ORG_IDS.map((org) => [org, targetOf(org)])),
      after: this.configuration(),
      writes: this.writes,
      ended: 'COMPLETED',
      reason: null,
      status: told,
      report,
      told: this.told,
      workflows: [{ workflowId: 'rollout/1', status: 'COMPLETED', failedTasks: [], pending: [] }],
      places: [placeOf('log', 'nothing to see')],
      secrets: { hub: 'a-very-secret-secret' },
      ...this.change,
    };
  }

  private put(org: string, which: string, next: SimResource, method: string, by?: string): void {
    const before = this.resources.get(`${org}/${which}`)?.body ?? null;
    this.resources.set(`${org}/${which}`, next);
    this.record(org, next, method, before, next.body, by);
  }

  private record(
    orgId: string,
    { id: resourceId, kind, name }: SimResource,
    method: string,
    before: Body | null,
    after: Body | null,
    by = `rollcall-${orgId}`,
  ): void {
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    const seq = this.writes.length + 1;
    this.writes.push({
      seq,
      time: '',
      orgId,
      clientId: by,
      method,
      kind,
      resourceId,
      name,
      before,
      after,
      changed,
    });
  }

  private configuration(): Record<string, readonly SimResource[]> {
    const of = (org: string): SimResource[] =>
      [...this.resources].filter(([key]) => key.startsWith(`${org}/`)).map(([, one]) => one);
    return Object.fromEntries(ORG_IDS.map((org) => [org, of(org)]));
  }
}

function targetOf(org: string): readonly SimResource[] {
  return [resource(`${org}-flow`, 'flow', NEW), resource(`${org}-report`, 'reporting', REPORT)];
}

function resource(id: string, kind: string, body: Body): SimResource {
  return { id, kind, name: String(body['name']), body };
}

function outcomeOf(org: string, state: OrgOutcome['state'], reason?: string): OrgOutcome {
  const command = `rollcall remediate rollout/1 --take-back --org ${org}`;
  const why = reason === undefined ? {} : { reason };
  return { org, state, writes: 2, kept: 0, ...why, ...(state === 'stranded' ? { command } : {}) };
}
