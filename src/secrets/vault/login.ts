import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { VaultLogin } from './options.js';
import { VaultProblem } from './problem.js';
import { refusalOf } from './refusal.js';
import type { VaultWire } from './wire.js';

/** A Vault token and how long it lives. */
export interface Lease {
  readonly token: string;
  /** 0 where it does not run out. */
  readonly leaseMs: number;
  readonly renewable: boolean;
}

const Token = z.string().regex(/^[\x21-\x7e]+$/);
const Auth = z.object({
  auth: z.object({
    client_token: Token,
    lease_duration: z.number().nonnegative(),
    renewable: z.boolean(),
  }),
});
const Self = z.object({
  data: z.object({ ttl: z.number().nonnegative(), renewable: z.boolean().default(false) }),
});

/** Logs in. Throws a VaultProblem with the remedy. */
export async function logIn(wire: VaultWire, login: VaultLogin): Promise<Lease> {
  if (login.method === 'token') return lookUp(wire, await tokenOf(login));
  const what = `the login at auth/${login.mount}`;
  const answer = await wire({
    method: 'POST',
    path: `auth/${login.mount}/login`,
    json: await proofOf(login),
  });
  if (answer.status !== 200) throw refusalOf(answer.status, what, remedyOf(login));
  const read = Auth.safeParse(answer.body);
  if (!read.success)
    throw new VaultProblem(`${what} gave no token (does it ask for a second factor?)`);
  return leaseOf(read.data);
}

/** Prolongs a token's lease. Throws a VaultProblem; one that is not passing means: log in again. */
export async function renew(wire: VaultWire, { token }: Lease): Promise<Lease> {
  const what = 'the renewal of the token';
  const answer = await wire({ method: 'POST', path: 'auth/token/renew-self', token, json: {} });
  if (answer.status !== 200) throw refusalOf(answer.status, what, 'Log in again');
  const read = Auth.safeParse(answer.body);
  if (!read.success) throw new VaultProblem(`${what} gave no token`);
  return leaseOf(read.data);
}

/** How long a given token lives. One that may not even look itself up is used as it is, and not renewed. */
async function lookUp(wire: VaultWire, token: string): Promise<Lease> {
  const answer = await wire({ method: 'GET', path: 'auth/token/lookup-self', token });
  if (answer.status === 403) return { token, leaseMs: 0, renewable: false };
  if (answer.status !== 200) throw refusalOf(answer.status, 'the look-up of the token', '');
  const read = Self.safeParse(answer.body);
  if (!read.success) throw new VaultProblem('the look-up of the token told no lifetime');
  const { ttl, renewable } = read.data.data;
  return { token, leaseMs: ttl * 1000, renewable };
}

function leaseOf({ auth }: z.infer<typeof Auth>): Lease {
  const { client_token: token, lease_duration: seconds, renewable } = auth;
  return { token, leaseMs: seconds * 1000, renewable };
}

async function tokenOf(login: Extract<VaultLogin, { method: 'token' }>): Promise<string> {
  const remedy = 'set VAULT_TOKEN, run vault login, or choose another login by ROLLCALL_VAULT_AUTH';
  const text = login.token ?? (await readFile(login.tokenFile, 'utf8').catch(() => ''));
  const token = Token.safeParse(text.trim());
  if (!token.success) throw new VaultProblem(`there is no Vault token: ${remedy}`);
  return token.data;
}

async function proofOf(
  login: Exclude<VaultLogin, { method: 'token' }>,
): Promise<Record<string, string>> {
  if (login.method !== 'approle') {
    const jwt = await proofFrom(login.jwtFile);
    return login.role === null ? { jwt } : { role: login.role, jwt };
  }
  const { role, secretId, secretIdFile } = login;
  return { role_id: role, secret_id: secretId ?? (await proofFrom(secretIdFile ?? '')) };
}

async function proofFrom(path: string): Promise<string> {
  const text = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (text === '')
    throw new VaultProblem(`the login needs ${path}, which is empty or cannot be read`);
  return text;
}

function remedyOf({ method }: VaultLogin): string {
  return method === 'approle'
    ? 'Check ROLLCALL_VAULT_ROLE and the secret id: it may have run out or been used up'
    : 'Check ROLLCALL_VAULT_ROLE, and that the role accepts this token’s issuer, audience and subject';
}
