import { measure, type OrgMetrics } from '../../../src/simulator/traffic/metrics.js';
import { worldFileSchema, type WorldFile } from '../../../src/simulator/world-file.js';
import { World } from '../../../src/simulator/world/world.js';
import { startAt, startMs } from '../sample-world.js';

export const hourMs = 3_600_000;

type OrgFile = WorldFile['orgs'][number];
type Queues = NonNullable<OrgFile['queues']>;

/** An org whose callers go straight to its only queue: nothing but queueing. */
export function bareOrg(
  id: string,
  callers: { perHour: number; patienceSeconds: number | null },
  staffing: Queues[string],
  changes: Partial<OrgFile> = {},
): OrgFile {
  const [flowId, queueId] = [`${id}-flow`, `${id}-queue`];
  const block = { id: 'transfer', type: 'TransferToQueue', properties: { queueId } };
  return {
    id,
    name: id,
    type: 'sub',
    region: 'north',
    carrier: 'acme',
    callers: {
      perMinute: callers.perHour / 60,
      patienceSeconds: callers.patienceSeconds,
      flowHangupRatioPerMinute: 0,
      entryFlowId: flowId,
    },
    queues: { [queueId]: staffing },
    resources: {
      queue: [{ id: queueId, name: 'Queue' }],
      flow: [{ id: flowId, name: 'Flow', blocks: [block] }],
    },
    ...changes,
  };
}

/** A world without ringing and without a history, unless a change says so. */
export function bareWorld(orgs: OrgFile[], changes: Partial<WorldFile> = {}): World {
  const file = { seed: 1, startAt, warmUpMinutes: 0, ringSeconds: { min: 0, max: 0 } };
  return new World(worldFileSchema.parse({ ...file, orgs, ...changes }), startMs);
}

/** What an org's callers went through in a span of hours since the start; it has to be over. */
export function experienced(
  world: World,
  orgId: string,
  fromHour: number,
  toHour: number,
): OrgMetrics {
  const log = world.traffic.statistics(orgId)?.log;
  return measure(
    orgId,
    log === undefined ? [] : [log],
    startMs + fromHour * hourMs,
    startMs + toHour * hourMs,
  );
}
