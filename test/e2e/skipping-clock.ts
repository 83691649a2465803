/** The clock of this process, which a test moves with the server's: what is skipped there is skipped here. */
export interface SkippingClock {
  /** Never back. */
  moveTo(ms: number): void;
  restore(): void;
}

/** A worker counts the life of tokens and the age of what it knows by its own clock: it would see no time pass. */
export function takeOverClock(): SkippingClock {
  const realNow = Date.now;
  let skippedMs = 0;
  Date.now = () => realNow() + skippedMs;
  return {
    moveTo: (ms) => {
      skippedMs = Math.max(skippedMs, ms - realNow());
    },
    restore: () => {
      Date.now = realNow;
    },
  };
}
