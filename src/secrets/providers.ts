import type { CredentialScheme } from '../domain/credential-reference.js';
import { readCredentialReference } from '../domain/credential-reference.js';
import { createAwsSecrets } from './aws/provider.js';
import type { KeySource } from './encrypted/keys.js';
import { createEnvSecrets, type EnvironmentRecord } from './env.js';
import { SecretError } from './errors.js';
import { createFileSecrets } from './file.js';
import type { SecretProvider, SecretTexts } from './port.js';
import { createVaultSecrets } from './vault/provider.js';

export interface SecretProviderOptions {
  /** Behind `env:` references; VAULT_* and ROLLCALL_VAULT_* are read from it, too. */
  readonly env: EnvironmentRecord;
  /** Path of the file behind `file:` references; without it they are refused. */
  readonly secretsFile?: string;
  /** Keys of that file, where it is encrypted. Default: none. */
  readonly secretsKeys?: KeySource;
}

/** A provider that dispatches by the reference's scheme. Nothing is opened before the first reference needs it. */
export function createSecretProvider(options: SecretProviderOptions): SecretProvider & SecretTexts {
  const { env, secretsFile, secretsKeys = { key: null, keyFile: null } } = options;
  const schemes: Readonly<Record<CredentialScheme, SecretProvider & SecretTexts>> = {
    env: createEnvSecrets(env),
    file: secretsFile === undefined ? noFile : createFileSecrets(secretsFile, secretsKeys),
    vault: createVaultSecrets(env),
    aws: createAwsSecrets(),
  };
  const schemeOf = (reference: string): SecretProvider & SecretTexts => {
    const read = readCredentialReference(reference);
    if (read.ok) return schemes[read.reference.scheme];
    throw new SecretError(`The credentials reference "${reference}" ${read.problem}.`);
  };
  return {
    read: async (reference) => schemeOf(reference).read(reference),
    readText: async (reference) => schemeOf(reference).readText(reference),
  };
}

const noFile: SecretProvider & SecretTexts = {
  read: async (reference) => refuse(reference),
  readText: async (reference) => refuse(reference),
};

function refuse(reference: string): never {
  throw new SecretError(
    `Credentials "${reference}" need a secrets file, and this worker has none: set ROLLCALL_SECRETS_FILE, or use another kind of reference.`,
  );
}
