import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentRecord } from '../env.js';
import { VaultProblem } from './problem.js';

/** How to log in. What lies in files is read at every login, so that its rotation needs no restart. */
export type VaultLogin =
  | { readonly method: 'token'; readonly token: string | null; readonly tokenFile: string }
  | {
      readonly method: 'approle';
      readonly mount: string;
      readonly role: string;
      readonly secretId: string | null;
      readonly secretIdFile: string | null;
    }
  | {
      readonly method: 'jwt' | 'kubernetes';
      readonly mount: string;
      /** Null for the default role of a JWT mount. */
      readonly role: string | null;
      readonly jwtFile: string;
    };

export interface VaultOptions {
  /** Without a slash at its end. */
  readonly address: string;
  readonly namespace: string | null;
  /** PEM file of the authorities that are trusted instead of the system's. */
  readonly caFile: string | null;
  readonly verifyTls: boolean;
  readonly login: VaultLogin;
}

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const METHODS = ['token', 'approle', 'jwt', 'kubernetes'] as const;

/** Reads VAULT_* and ROLLCALL_VAULT_*. Throws a VaultProblem that names the variable. */
export function readVaultOptions(env: EnvironmentRecord): VaultOptions {
  const address = addressOf(env);
  const skip = given(env, 'VAULT_SKIP_VERIFY');
  const skipsTls = skip !== null && !/^(0|f|false)$/i.test(skip);
  if (skipsTls && !isLoopback(address))
    throw new VaultProblem(
      'VAULT_SKIP_VERIFY is set, which would show the credentials to whoever answers. Set VAULT_CACERT instead',
    );
  return {
    address: address.href.replace(/\/+$/, ''),
    namespace: given(env, 'VAULT_NAMESPACE'),
    caFile: given(env, 'VAULT_CACERT'),
    verifyTls: !skipsTls,
    login: loginOf(env),
  };
}

function addressOf(env: EnvironmentRecord): URL {
  const text = given(env, 'VAULT_ADDR');
  if (text === null) throw new VaultProblem('set VAULT_ADDR in the worker’s environment');
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url !== null && /^https?:$/.test(url.protocol) && url.search + url.hash === '';
  // A password needs no name.
  if (!plain || url.username + url.password !== '')
    throw new VaultProblem('VAULT_ADDR must be https://host:port, without credentials or a query');
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new VaultProblem('VAULT_ADDR must be https, unless Vault is on this machine');
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}

function loginOf(env: EnvironmentRecord): VaultLogin {
  const wanted = given(env, 'ROLLCALL_VAULT_AUTH') ?? 'token';
  const method = METHODS.find((known) => known === wanted);
  if (method === undefined)
    throw new VaultProblem(`ROLLCALL_VAULT_AUTH must be one of ${METHODS.join(', ')}`);
  if (method === 'token') {
    const tokenFile = join(env['HOME'] ?? homedir(), '.vault-token');
    return { method, token: given(env, 'VAULT_TOKEN'), tokenFile };
  }
  const mount = given(env, 'ROLLCALL_VAULT_AUTH_MOUNT') ?? method;
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(mount) || /(^|\/)\.+(\/|$)/.test(mount))
    throw new VaultProblem('ROLLCALL_VAULT_AUTH_MOUNT must be the path of an auth method');
  if (method === 'approle') return approleOf(env, mount);
  const role = given(env, 'ROLLCALL_VAULT_ROLE');
  if (role === null && method === 'kubernetes') throw missing('ROLLCALL_VAULT_ROLE', method);
  const jwtFile = given(env, 'ROLLCALL_VAULT_JWT_FILE');
  if (jwtFile === null && method === 'jwt') throw missing('ROLLCALL_VAULT_JWT_FILE', method);
  return { method, mount, role, jwtFile: jwtFile ?? SERVICE_ACCOUNT_TOKEN };
}

function approleOf(env: EnvironmentRecord, mount: string): VaultLogin {
  const role = given(env, 'ROLLCALL_VAULT_ROLE');
  if (role === null) throw missing('ROLLCALL_VAULT_ROLE (the role id)', 'approle');
  const secretId = given(env, 'ROLLCALL_VAULT_SECRET_ID');
  const secretIdFile = given(env, 'ROLLCALL_VAULT_SECRET_ID_FILE');
  if (secretId === null && secretIdFile === null)
    throw missing('ROLLCALL_VAULT_SECRET_ID or ROLLCALL_VAULT_SECRET_ID_FILE', 'approle');
  return { method: 'approle', mount, role, secretId, secretIdFile };
}

function missing(variable: string, method: string): VaultProblem {
  return new VaultProblem(`set ${variable}: the login by ${method} needs it`);
}

function given(env: EnvironmentRecord, name: string): string | null {
  const value = env[name] ?? '';
  return value === '' ? null : value;
}
