import type { Lease } from './login.js';
import { VaultProblem } from './problem.js';

export interface SessionSteps {
  readonly logIn: () => Promise<Lease>;
  readonly renew: (lease: Lease) => Promise<Lease>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const RENEW_AT = 2 / 3;
const SHORTEST_REST_MS = 500;

/**
 * The Vault token that all reads share. Its lease is renewed at two thirds; a token that cannot be renewed is let go
 * then, and the next read logs in.
 */
export class VaultSession {
  private current: Lease | null = null;
  private pending: Promise<Lease> | null = null;

  constructor(private readonly steps: SessionSteps) {}

  /** The current token, or that of a new login; many callers share one. */
  async token(): Promise<string> {
    if (this.current !== null) return this.current.token;
    this.pending ??= this.logIn();
    return (await this.pending).token;
  }

  /** Lets go of this token, if it is still the current one: it was refused. */
  forget(token: string): void {
    if (this.current?.token === token) this.current = null;
  }

  private async logIn(): Promise<Lease> {
    try {
      return this.adopt(await this.steps.logIn());
    } finally {
      this.pending = null;
    }
  }

  private adopt(lease: Lease): Lease {
    this.current = lease;
    if (lease.leaseMs > 0) this.prolongLater(lease, lease.leaseMs, lease.leaseMs * RENEW_AT);
    return lease;
  }

  private prolongLater(lease: Lease, leftMs: number, delayMs: number): void {
    const delay = Math.min(delayMs, LONGEST_TIMER_MS);
    const timer = setTimeout(() => void this.prolong(lease, leftMs - delay), delay);
    // A lease keeps no process alive.
    timer.unref();
  }

  private async prolong(lease: Lease, leftMs: number): Promise<void> {
    if (this.current !== lease) return;
    const renewed = lease.renewable ? await this.renewed(lease) : 'over';
    if (this.current !== lease) return;
    // Vault may be back before the lease is over.
    if (renewed === 'later' && leftMs > SHORTEST_REST_MS)
      this.prolongLater(lease, leftMs, leftMs / 2);
    else if (typeof renewed === 'string') this.current = null;
    else this.adopt(renewed);
  }

  private async renewed(lease: Lease): Promise<Lease | 'later' | 'over'> {
    try {
      return await this.steps.renew(lease);
    } catch (error) {
      return error instanceof VaultProblem && error.passing ? 'later' : 'over';
    }
  }
}
