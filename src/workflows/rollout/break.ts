/** Why the way forward ended; the rollout then takes back what `scope` says. */
export class Break extends Error {
  constructor(
    readonly kind: 'tripped' | 'failed' | 'rejected' | 'refused',
    /** `none`: what is deployed stays. */
    readonly scope: 'rollout' | 'wave' | 'none',
    readonly reason: string,
  ) {
    super(reason);
    this.name = 'Break';
  }
}
