import type { WorldFile } from '../../src/simulator/world-file.js';
import { seededRandom, type SeededRandom } from '../../src/domain/random.js';

export const START_AT = '2026-03-02T09:00:00.000Z';
export const START_MS = Date.parse(START_AT);
export const MINUTE_MS = 60_000;
export const HANDLE_SECONDS = 240;
export const WRAP_UP_SECONDS = 60;
const AHT_SECONDS = HANDLE_SECONDS + WRAP_UP_SECONDS;
const PATIENCE_SECONDS = 120;
/** Share of the agents' time that calls take where everybody is there. */
const USUAL_OCCUPANCY = 0.85;

type OrgFile = WorldFile['orgs'][number];

export interface BenchOrg {
  readonly id: string;
  readonly region: string;
  readonly callsPerHour: number;
}

export interface BenchWorld {
  readonly file: WorldFile;
  readonly orgs: readonly BenchOrg[];
}

export interface WorldShape {
  readonly regions: number;
  readonly orgsPerRegion: number;
  /** Share of the usual agents who are there: one factor for each part of the time, drawn for each org. */
  readonly coverage: (random: SeededRandom) => readonly number[];
  /** Length of one such part. */
  readonly partMinutes: number;
}

/**
 * Orgs that are usually staffed for their callers, in the time of a rollout with whoever has a shift. Callers reach a
 * strategy that sends all of them to the org's own queue: so it was before the rollout.
 */
export function makeWorld(seed: number, shape: WorldShape): BenchWorld {
  const random = seededRandom(`capacity/${seed}`);
  const orgs: BenchOrg[] = [];
  const files: OrgFile[] = [];
  for (let region = 0; region < shape.regions; region += 1)
    for (let at = 0; at < shape.orgsPerRegion; at += 1) {
      const id = `r${region}-o${at}`;
      const callsPerHour = 120 + random.integer(241);
      const org = { id, region: `r${region}`, callsPerHour };
      orgs.push(org);
      files.push(orgFile(org, shape.coverage(random), shape.partMinutes));
    }
  const file = { seed, startAt: START_AT, warmUpMinutes: 60, orgs: files };
  return { file, orgs };
}

export const queueOf = (org: string): string => `${org}-queue`;
export const strategyOf = (org: string): string => `${org}-strategy`;

export function usualAgents({ callsPerHour }: BenchOrg): number {
  return Math.ceil((callsPerHour * AHT_SECONDS) / 3600 / USUAL_OCCUPANCY);
}

function orgFile(org: BenchOrg, coverage: readonly number[], partMinutes: number): OrgFile {
  const { id, region, callsPerHour } = org;
  const startMinute = (START_MS / MINUTE_MS) % 1440;
  const shifts = coverage.map((factor, part) => ({
    // Who was there before the rollout is the first part's staff.
    from: part === 0 ? 0 : startMinute + part * partMinutes,
    to: part === coverage.length - 1 ? 1440 : startMinute + (part + 1) * partMinutes,
    agents: Math.max(1, Math.round(usualAgents(org) * factor)),
  }));
  return {
    id,
    name: id,
    type: 'sub',
    region,
    carrier: 'acme',
    callers: {
      perMinute: callsPerHour / 60,
      patienceSeconds: PATIENCE_SECONDS,
      flowHangupRatioPerMinute: 0,
      entryFlowId: `${id}-flow`,
    },
    queues: {
      [queueOf(id)]: {
        skill: 'english',
        handleSeconds: HANDLE_SECONDS,
        wrapUpSeconds: WRAP_UP_SECONDS,
        shifts,
      },
    },
    resources: {
      queue: [{ id: queueOf(id), name: 'Support', enabled: true }],
      strategy: [
        {
          id: strategyOf(id),
          name: 'Routing',
          settings: { enabled: true },
          targets: [{ type: 'Queue', id: queueOf(id), weight: 100, priority: 1 }],
        },
      ],
      flow: [
        {
          id: `${id}-flow`,
          name: 'Welcome',
          blocks: [
            {
              id: 'transfer',
              type: 'TransferToStrategy',
              properties: { strategyId: strategyOf(id) },
            },
          ],
        },
      ],
    },
  };
}
