/** Why the way forward ended; the rollout then takes back what was changed from `fromWave` on. */
export class Break extends Error {
  constructor(
    readonly kind: 'tripped' | 'failed' | 'rejected' | 'refused' | 'superseded',
    /** 0 is everything; null: what is deployed stays. */
    readonly fromWave: number | null,
    readonly reason: string,
  ) {
    super(reason);
    this.name = 'Break';
  }
}
