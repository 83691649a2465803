/** A turn that is not waited for: it is too far away, or too many wait already. */
export class TurnRefused extends Error {
  /** Wall milliseconds after which asking again makes sense. */
  readonly waitMs: number;

  constructor(reason: string, waitMs: number) {
    super(reason);
    this.name = 'TurnRefused';
    this.waitMs = waitMs;
  }
}
