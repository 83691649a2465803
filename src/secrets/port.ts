export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where credentials come from. References look like `env:NAME` or `file:entry`; values are never logged. */
export interface SecretProvider {
  /** Reads the credentials now; throws an Error that names the reference and the remedy, never a value. */
  read(reference: string): Promise<ClientCredentials>;
}
