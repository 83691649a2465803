import { isJsonObject, type JsonObject } from '../../src/domain/json.js';

/** What the release does to callers, and what befalls the world meanwhile. */
export interface WorldKind {
  readonly name: string;
  readonly release: 'harmless' | 'slow' | 'broken';
  readonly weather: 'fair' | 'carrierOutage' | 'peak' | 'badLines';
  /** Of a hundred runs. */
  readonly weight: number;
}

export const WORLDS: readonly WorldKind[] = [
  { name: 'healthy', release: 'harmless', weather: 'fair', weight: 25 },
  { name: 'healthy, one carrier out', release: 'harmless', weather: 'carrierOutage', weight: 15 },
  { name: 'healthy, peak', release: 'harmless', weather: 'peak', weight: 10 },
  { name: 'healthy, bad lines', release: 'harmless', weather: 'badLines', weight: 10 },
  { name: 'broken flow', release: 'broken', weather: 'fair', weight: 10 },
  { name: 'slow flow', release: 'slow', weather: 'fair', weight: 20 },
  { name: 'slow flow, one carrier out', release: 'slow', weather: 'carrierOutage', weight: 10 },
];

/** Spread evenly, so that few runs have some of each: `runs` kinds in proportion to their weights. */
export function kindsOf(runs: number): WorldKind[] {
  const total = WORLDS.reduce((sum, { weight }) => sum + weight, 0);
  const drawn = WORLDS.map(() => 0);
  return Array.from({ length: runs }, (_, run) => {
    const owed = WORLDS.map(({ weight }, at) => (weight / total) * (run + 1) - (drawn[at] ?? 0));
    const at = owed.indexOf(Math.max(...owed));
    drawn[at] = (drawn[at] ?? 0) + 1;
    return WORLDS[at] ?? WORLDS[0]!;
  });
}

/** Minutes from now, and how long: until after the last check. */
const BEGINS = 4;
const LASTS = 90;

/** To which the orgs' trunks fail over: without it an outage is hardly heard of. */
const BACKUP_CARRIER = 'carrier_cedar';

/** What is behind some weather, as the simulator's control takes it. */
export function shocksOf(weather: WorldKind['weather'], carrier: string): object[] {
  const when = { fromMinutes: BEGINS, minutes: LASTS };
  switch (weather) {
    case 'fair':
      return [];
    case 'carrierOutage':
      return [carrier, BACKUP_CARRIER].map((name) => ({
        type: 'carrierOutage',
        carrier: name,
        share: 0.5,
        ...when,
      }));
    case 'peak':
      return [{ type: 'peak', factor: 1.12, ...when }];
    case 'badLines':
      return [{ type: 'degradation', hangUpsPerMinute: 0.05, ...when }];
    default:
      return weather satisfies never;
  }
}

const ADDED_SECONDS = 45;

/** A flow that keeps callers listening for longer: about twice as many hang up. */
export function slowed(flow: JsonObject): JsonObject {
  const blocks = Array.isArray(flow['blocks']) ? flow['blocks'].filter(isJsonObject) : [];
  const first = blocks.findIndex((block) => block['type'] === 'PlayPrompt');
  return {
    ...flow,
    blocks: blocks.map((block, at) => {
      const properties = block['properties'];
      if (at !== first || !isJsonObject(properties)) return block;
      const durationSeconds = Number(properties['durationSeconds']) + ADDED_SECONDS;
      return { ...block, properties: { ...properties, durationSeconds } };
    }),
  };
}
