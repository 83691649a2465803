import { createEnvSecrets, type EnvironmentRecord } from './env.js';
import { createFileSecrets } from './file.js';
import type { SecretProvider } from './port.js';

export interface SecretProviderOptions {
  readonly env: EnvironmentRecord;
  /** Path of the file behind `file:` references; without it they are refused. */
  readonly secretsFile?: string;
}

/** A provider that dispatches by the reference's scheme: `env:NAME` or `file:entry`. */
export function createSecretProvider(options: SecretProviderOptions): SecretProvider {
  const schemes = new Map<string, SecretProvider>([
    ['env', createEnvSecrets(options.env)],
    ['file', options.secretsFile === undefined ? noFile : createFileSecrets(options.secretsFile)],
  ]);
  return {
    async read(reference) {
      const colon = reference.indexOf(':');
      const provider = colon < 0 ? undefined : schemes.get(reference.slice(0, colon));
      if (provider === undefined) {
        const known = [...schemes.keys()].map((scheme) => `${scheme}:`).join(', ');
        throw new Error(`Credentials "${reference}" have no known scheme. Known are: ${known}.`);
      }
      return provider.read(reference);
    },
  };
}

const noFile: SecretProvider = {
  async read(reference) {
    throw new Error(
      `Credentials "${reference}" need a secrets file, and this worker has none: name one in its settings, or use env:NAME.`,
    );
  },
};
