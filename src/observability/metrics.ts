import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** From a quick read to a request that ran into its timeout, in seconds. */
const DURATION_BUCKETS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Rollcall's own metrics. Which org a request was for is a label only where asked: there may be thousands. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Creates them in a registry of their own. `process` adds those of the Node.js process. */
export function createMetrics({ process = false } = {}) {
  const registry = new Registry();
  if (process) collectDefaultMetrics({ register: registry });
  return {
    registry,
    ...wireMetrics(registry),
    ...limitMetrics(registry),
    ...workMetrics(registry),
    ...fleetMetrics(registry),
  };
}

function wireMetrics(registry: Registry) {
  return {
    requests: counter(registry, 'requests_total', 'Requests to platforms, by answer', [
      'dialect',
      'method',
      'status',
      'org',
    ]),
    requestSeconds: new Histogram({
      name: 'rollcall_request_duration_seconds',
      help: 'Time from a request to the end of its answer',
      labelNames: ['dialect', 'method'],
      buckets: DURATION_BUCKETS,
      registers: [registry],
    }),
    writes: counter(registry, 'writes_total', 'Writes to resources of orgs, by answer', [
      'dialect',
      'kind',
      'status',
    ]),
    writeConflicts: counter(
      registry,
      'write_conflicts_total',
      'Writes refused because somebody else wrote first (412)',
      ['dialect', 'kind'],
    ),
    tokenFetches: counter(registry, 'token_fetches_total', 'Requests for a token, by answer', [
      'dialect',
      'status',
    ]),
  };
}

function limitMetrics(registry: Registry) {
  return {
    rateLimitWaits: counter(
      registry,
      'rate_limit_waits_total',
      "Requests that waited for an org's request limit",
      [],
    ),
    rateLimitWaitSeconds: counter(
      registry,
      'rate_limit_wait_seconds_total',
      "Time that requests waited for an org's request limit",
      [],
    ),
    auditLost: counter(registry, 'audit_lost_total', 'Events of the audit that were given up', []),
    traceFailures: counter(registry, 'trace_exports_failed_total', 'Batches of spans not sent', []),
  };
}

function workMetrics(registry: Registry) {
  return {
    activityFailures: counter(registry, 'activity_failures_total', 'Attempts that failed', [
      'activity',
      'type',
    ]),
    keptPaths: counter(registry, 'kept_paths_total', "Paths left to a person's edit", ['activity']),
    verdicts: counter(registry, 'verdicts_total', 'Verdicts on the evidence', ['label']),
    notifications: counter(registry, 'notifications_total', 'Notifications to people', [
      'kind',
      'outcome',
    ]),
    ledgerCommits: counter(registry, 'ledger_commits_total', 'Commits to the ledger', []),
    ledgerConflicts: counter(
      registry,
      'ledger_conflicts_total',
      "Commits made anew because another writer's came first",
      [],
    ),
  };
}

function fleetMetrics(registry: Registry) {
  return {
    rollouts: gauge(registry, 'rollouts', 'Rollouts under way, by state', ['state']),
    orgs: gauge(registry, 'orgs', 'Orgs of rollouts under way or just ended, by state', [
      'environment',
      'state',
    ]),
    orgDeployments: gauge(
      registry,
      'org_deployments',
      "Deployments of orgs that Temporal still knows, by their workflow's status",
      ['status'],
    ),
    fleetReadFailures: counter(
      registry,
      'fleet_read_failures_total',
      'Times that Temporal could not be asked for the figures above',
      [],
    ),
  };
}

function counter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Counter<Label> {
  return new Counter({ name: `rollcall_${name}`, help, labelNames, registers: [registry] });
}

function gauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Gauge<Label> {
  return new Gauge({ name: `rollcall_${name}`, help, labelNames, registers: [registry] });
}
