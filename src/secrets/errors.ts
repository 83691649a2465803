/** Credentials that could not be read. The message names the reference and the remedy, never a value. */
export class SecretError extends Error {
  /** True where the same read may work later: the store is down, sealed or throttles. */
  readonly passing: boolean;

  constructor(message: string, options: { readonly passing?: boolean } = {}) {
    super(message);
    this.name = 'SecretError';
    this.passing = options.passing ?? false;
  }
}
