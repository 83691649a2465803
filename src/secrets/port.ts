export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Where credentials come from. References look like `env:NAME`, `file:entry`, `vault:mount/path` or `aws:name`; values
 * are never logged, and never kept beyond the answer.
 */
export interface SecretProvider {
  /** Reads the credentials now; throws a SecretError that names the reference and the remedy, never a value. */
  read(reference: string): Promise<ClientCredentials>;
}
