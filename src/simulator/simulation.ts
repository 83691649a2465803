import { PlatformClock } from './clock.js';
import type { Fault } from './faults/fault.js';
import { FaultBoard } from './faults/fault-board.js';
import { Problem } from './http/problem.js';
import type { ParsedWorld } from './world-file.js';
import { World } from './world/world.js';

/** How a simulation begins. */
export interface SimulationOptions {
  scale: number;
  frozen: boolean;
  startAt?: string | undefined;
  /** Takes the place of the world file's seed. */
  seed?: number | undefined;
  /** In place in every world from its start on. */
  faults?: readonly Fault[] | undefined;
  /** What the dialects make of a world file: they project native resources onto neutral ones. */
  prepare?: ((file: ParsedWorld) => ParsedWorld) | undefined;
  /** Lets the dialects follow a world from its beginning. */
  attach?: ((world: World, nowMs: number) => void) | undefined;
}

/** Everything that one running simulator keeps. */
export class Simulation {
  readonly clock: PlatformClock;
  readonly faults: FaultBoard;
  readonly #options: SimulationOptions;
  #world: World | null = null;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.faults = new FaultBoard(options.faults);
    const startMs = options.startAt === undefined ? Date.now() : Date.parse(options.startAt);
    this.clock = new PlatformClock(startMs, options.scale, options.frozen);
  }

  get hasWorld(): boolean {
    return this.#world !== null;
  }

  /** The world, or a refusal while there is none. */
  get world(): World {
    if (this.#world !== null) return this.#world;
    throw new Problem(503, 'service.unavailable', 'no world is loaded: POST one to /_sim/world');
  }

  /** Replaces the world, and with it tokens, journal and history; faults are those of the plan. */
  load(file: ParsedWorld): void {
    const startAt = this.#options.startAt ?? file.startAt;
    const startMs = startAt === undefined ? this.clock.nowMs() : Date.parse(startAt);
    const { prepare = (same: ParsedWorld) => same } = this.#options;
    const prepared = prepare({ ...file, seed: this.#options.seed ?? file.seed });
    const world = new World(prepared, startMs);
    this.#options.attach?.(world, startMs);
    this.faults.restart(startMs);
    this.#world = world;
    // The warm-up took wall time that is no platform time.
    this.clock.restartAt(startMs);
  }

  /** Plays the world forward to the clock's now, which it answers. */
  advance(): number {
    const nowMs = this.clock.nowMs();
    this.#world?.advance(nowMs);
    return nowMs;
  }
}
