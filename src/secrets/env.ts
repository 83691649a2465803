import { applicationOf } from './application.js';
import { SecretError } from './errors.js';
import type { SecretProvider, SecretTexts } from './port.js';
import { referenceOf } from './reference.js';

/** What `process.env` looks like; handed in, since only the settings read the real one. */
export type EnvironmentRecord = Readonly<Record<string, string | undefined>>;

/**
 * Credentials from `NAME_CLIENT_ID` and `NAME_CLIENT_SECRET`, for references `env:NAME`, with `NAME_APPLICATION_ID` and
 * `NAME_APPLICATION_SECRET` where they are set; a text from `NAME`.
 */
export function createEnvSecrets(env: EnvironmentRecord): SecretProvider & SecretTexts {
  return {
    async read(reference) {
      const { name } = referenceOf('env', reference);
      return {
        clientId: requireVariable(env, `${name}_CLIENT_ID`, reference),
        clientSecret: requireVariable(env, `${name}_CLIENT_SECRET`, reference),
        ...applicationOf(
          (field) => env[`${name}_${field.toUpperCase()}`],
          `Credentials "${reference}" in the worker's environment`,
        ),
      };
    },
    async readText(reference) {
      return requireVariable(env, referenceOf('env', reference).name, reference);
    },
  };
}

function requireVariable(env: EnvironmentRecord, variable: string, reference: string): string {
  const value = env[variable];
  if (value === undefined || value === '') {
    throw new SecretError(
      `Credentials "${reference}" are incomplete: set ${variable} in the worker's environment.`,
    );
  }
  return value;
}
