import type { ParsedWorld, WorldOrg } from '../world-file.js';
import { Call } from './call.js';
import { CallerStream } from './call-source.js';
import type { OrgStatistics } from './org-statistics.js';
import { offsetMsOf } from './rota.js';
import type { PlacedShockOf } from './shock.js';

/** All streams of callers, each with the caller who comes next. */
export class CallerStreams {
  readonly #streams: CallerStream[] = [];
  readonly #announce: (call: Call) => void;

  /** `announce` puts an arrival into the future; a later announcement for a stream replaces it. */
  constructor(
    world: ParsedWorld,
    statisticsOf: (orgId: string) => OrgStatistics,
    fromMs: number,
    announce: (call: Call) => void,
  ) {
    this.#announce = announce;
    for (const org of world.orgs) {
      const called = {
        id: org.id,
        region: org.region,
        statistics: statisticsOf(org.id),
        hourlyFactors: org.hourlyFactors ?? null,
        offsetMs: offsetMsOf(org.timeZone),
      };
      for (const [index, callers] of callersOf(org).entries()) {
        const stream = new CallerStream(called, callers, index, world.seed, fromMs);
        this.#streams.push(stream);
        this.#plan(stream, 0);
      }
    }
  }

  /** True for a caller who does come: then the next one of the stream is announced. */
  takes(call: Call): boolean {
    const { source } = call;
    if (!(source instanceof CallerStream)) return true;
    if (source.next !== call) return false;
    source.arrived(call.offeredAtMs);
    this.#plan(source, call.number + 1);
    return true;
  }

  /** A peak will come, or ends before its time: whoever comes next may come at another instant. */
  apply(shock: PlacedShockOf<'peak'>): void {
    for (const stream of this.#streams) {
      if (shock.region !== undefined && shock.region !== stream.region) continue;
      if (shock.orgId !== undefined && shock.orgId !== stream.orgId) continue;
      stream.rate.setWindow(shock);
      this.#plan(stream, stream.next?.number ?? 0);
    }
  }

  #plan(stream: CallerStream, nth: number): void {
    const atMs = stream.arrivalOf(nth);
    stream.next = new Call(stream, nth, atMs, stream.diceOf(nth));
    if (atMs < Infinity) this.#announce(stream.next);
  }
}

function callersOf(org: WorldOrg): NonNullable<WorldOrg['callers']>[] {
  return org.callers === null ? org.callerStreams : [org.callers, ...org.callerStreams];
}
