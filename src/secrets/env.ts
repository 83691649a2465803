import type { SecretProvider } from './port.js';

/** What `process.env` looks like; handed in, since only the settings read the real one. */
export type EnvironmentRecord = Readonly<Record<string, string | undefined>>;

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Credentials from `NAME_CLIENT_ID` and `NAME_CLIENT_SECRET`, for references `env:NAME`. */
export function createEnvSecrets(env: EnvironmentRecord): SecretProvider {
  return {
    async read(reference) {
      const name = reference.slice(reference.indexOf(':') + 1);
      if (!VARIABLE_NAME.test(name)) {
        throw new Error(
          `Credentials "${reference}" name no environment variable: write env:NAME with letters, digits and underscores.`,
        );
      }
      return {
        clientId: requireVariable(env, `${name}_CLIENT_ID`, reference),
        clientSecret: requireVariable(env, `${name}_CLIENT_SECRET`, reference),
      };
    },
  };
}

function requireVariable(env: EnvironmentRecord, variable: string, reference: string): string {
  const value = env[variable];
  if (value === undefined || value === '') {
    throw new Error(
      `Credentials "${reference}" are incomplete: set ${variable} in the worker's environment.`,
    );
  }
  return value;
}
