/** How the platform's time passes, in terms of the wall's. */
export interface ClockChange {
  frozen?: boolean | undefined;
  scale?: number | undefined;
  advanceMs?: number | undefined;
  setMs?: number | undefined;
}

/** The platform's clock: may run faster than the wall's, stand still, or be put forward. */
export class PlatformClock {
  #baseMs: number;
  #baseWallMs = performance.now();
  #scale: number;
  #frozen: boolean;

  constructor(startMs: number, scale: number, frozen: boolean) {
    this.#baseMs = startMs;
    this.#scale = scale;
    this.#frozen = frozen;
  }

  get scale(): number {
    return this.#scale;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  nowMs(): number {
    if (this.#frozen) return this.#baseMs;
    return Math.floor(this.#baseMs + (performance.now() - this.#baseWallMs) * this.#scale);
  }

  /** Moves the clock to any instant: only a new world may do this. */
  restartAt(startMs: number): void {
    this.#baseMs = startMs;
    this.#baseWallMs = performance.now();
  }

  /** Applies a change; answers false when it would turn time back. */
  change(change: ClockChange): boolean {
    const now = this.nowMs();
    const target = (change.setMs ?? now) + (change.advanceMs ?? 0);
    if (target < now) return false;
    this.restartAt(target);
    this.#scale = change.scale ?? this.#scale;
    this.#frozen = change.frozen ?? this.#frozen;
    return true;
  }
}
