export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The application that is registered with the platform and asks on the client's behalf, where there is one. */
  readonly application?: { readonly id: string; readonly secret: string };
}

/**
 * Where credentials come from. References look like `env:NAME`, `file:entry`, `vault:mount/path` or `aws:name`; values
 * are never logged, and never kept beyond the answer.
 */
export interface SecretProvider {
  /** Reads the credentials now; throws a SecretError that names the reference and the remedy, never a value. */
  read(reference: string): Promise<ClientCredentials>;
}

/**
 * Where secrets of one text come from, by the same references: the variable NAME, the text of an entry, the member
 * `value` (or the one behind `#`) of a secret in Vault, the whole text or the member `value` of one in AWS.
 */
export interface SecretTexts {
  /** Reads the text now; throws a SecretError that names the reference and the remedy, never a value. */
  readText(reference: string): Promise<string>;
}
