/** What went wrong with Vault; the message ends the sentence "… cannot be read from Vault: …" and quotes no answer. */
export class VaultProblem extends Error {
  /** True where the same call may work later. */
  readonly passing: boolean;

  constructor(message: string, options: { readonly passing?: boolean } = {}) {
    super(message);
    this.passing = options.passing ?? false;
  }
}
