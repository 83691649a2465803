/** Thrown when a name from outside could not safely become part of a ref or a path. */
export class LedgerNameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerNameError';
  }
}

/** Thrown when a record in the ledger is not what Rollcall writes there: somebody changed it by hand. */
export class LedgerDamagedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LedgerDamagedError';
  }
}
