interface Entry {
  atMs: number;
  happen: (atMs: number) => void;
}

/** What the world does on its own at set instants, such as finishing a job. */
export class Agenda {
  readonly #entries: Entry[] = [];

  at(atMs: number, happen: (atMs: number) => void): void {
    const later = this.#entries.findIndex((entry) => entry.atMs > atMs);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, { atMs, happen });
  }

  /** Takes out the first entry that is due by the given instant. */
  take(untilMs: number): Entry | undefined {
    const [first] = this.#entries;
    return first !== undefined && first.atMs <= untilMs ? this.#entries.shift() : undefined;
  }
}
