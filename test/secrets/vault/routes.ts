import { randomUUID } from 'node:crypto';
import { login } from './logins.js';
import { allows, issue, type Fields, type IssuedToken, type VaultState } from './state.js';

export interface VaultRequest {
  readonly method: string;
  /** Below `/v1/`, decoded. */
  readonly path: string;
  readonly token: string | undefined;
  readonly body: Fields;
}

export interface VaultReply {
  readonly status: number;
  readonly body?: unknown;
}

const denied: VaultReply = { status: 403, body: { errors: ['permission denied'] } };
const done: VaultReply = { status: 204 };
const absent: VaultReply = { status: 404, body: { errors: [] } };

/** Answers as Vault's documented HTTP API does. */
export async function answer(state: VaultState, request: VaultRequest): Promise<VaultReply> {
  const { method, path, body } = request;
  const mount = /^auth\/(.+)\/login$/.exec(path)?.[1];
  if (mount !== undefined && method !== 'GET') {
    const token = await login(state, mount, body);
    if (typeof token !== 'string') return { status: 200, body: { auth: authOf(token) } };
    return { status: token.startsWith('bad') ? 400 : 403, body: { errors: [token] } };
  }
  const token = state.tokens.get(request.token ?? '');
  if (token === undefined || token.expiresAtMs <= Date.now()) return denied;
  if (path === 'auth/token/lookup-self') return lookUp(token);
  if (path === 'auth/token/renew-self') return renewSelf(token);
  if (!allows(state, token, path)) return denied;
  return path.startsWith('sys/') || path.startsWith('auth/')
    ? administer(state, request)
    : keyValue(state, request);
}

function authOf({ id, ttlMs, renewable, policies }: IssuedToken): Fields {
  return { client_token: id, lease_duration: ttlMs / 1000, renewable, policies };
}

function lookUp(token: IssuedToken): VaultReply {
  const left =
    token.expiresAtMs === Infinity ? 0 : Math.ceil((token.expiresAtMs - Date.now()) / 1000);
  return { status: 200, body: { data: { id: token.id, ttl: left, renewable: token.renewable } } };
}

function renewSelf(token: IssuedToken): VaultReply {
  if (!token.renewable) return { status: 400, body: { errors: ['lease is not renewable'] } };
  token.expiresAtMs = Date.now() + token.ttlMs;
  return { status: 200, body: { auth: authOf(token) } };
}

function administer(state: VaultState, { method, path, body }: VaultRequest): VaultReply {
  const [room = '', kind = '', ...rest] = path.split('/');
  const name = rest.join('/');
  if (room === 'sys' && kind === 'mounts') {
    if (method === 'DELETE') state.mounts.delete(name);
    else
      state.mounts.set(name, (body['options'] as { version?: string } | undefined)?.version ?? '1');
    return done;
  }
  if (room === 'sys' && kind === 'auth') {
    if (method === 'DELETE') state.auths.delete(name);
    else state.auths.set(name, { type: String(body['type']), config: {} });
    return done;
  }
  if (room === 'sys' && kind === 'policies') {
    state.policies.set(name.replace('acl/', ''), String(body['policy']));
    return done;
  }
  const prefix = /^sys\/leases\/revoke-prefix\/(.+)$/.exec(path)?.[1];
  if (prefix !== undefined) {
    for (const [id, { origin }] of state.tokens)
      if (origin.startsWith(prefix)) state.tokens.delete(id);
    return done;
  }
  if (path === 'auth/token/create')
    return { status: 200, body: { auth: authOf(issue(state, 'auth/token/create', body)) } };
  return authMethod(state, kind, name, body);
}

function authMethod(state: VaultState, mount: string, name: string, body: Fields): VaultReply {
  const auth = state.auths.get(mount);
  if (auth === undefined) return absent;
  if (name === 'config') {
    auth.config = body;
    return done;
  }
  const [, role = '', detail] = /^role\/([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
  const key = `${mount}/${role}`;
  if (detail === 'role-id')
    return { status: 200, body: { data: { role_id: state.roles.get(key)?.['role_id'] } } };
  if (detail === 'secret-id') {
    const id = randomUUID();
    const uses = Number(state.roles.get(key)?.['secret_id_num_uses'] ?? 0);
    state.secretIds.set(`${mount}/${id}`, { usesLeft: uses === 0 ? Infinity : uses });
    return { status: 200, body: { data: { secret_id: id } } };
  }
  state.roles.set(key, { role_id: randomUUID(), ...body });
  return done;
}

function keyValue(state: VaultState, { method, path, body }: VaultRequest): VaultReply {
  const mount = [...state.mounts.keys()].find((known) => path.startsWith(`${known}/`));
  if (mount === undefined)
    return { status: 404, body: { errors: [`no handler for route "${path}"`] } };
  if (state.mounts.get(mount) !== '2') return absent;
  const versions = state.secrets.get(path) ?? [];
  if (method === 'POST') {
    state.secrets.set(path, [...versions, body['data'] as Fields]);
    return { status: 200, body: { data: { version: versions.length + 1 } } };
  }
  if (method === 'DELETE') {
    state.secrets.set(path, [...versions, null]);
    return done;
  }
  const data = versions.at(-1);
  if (data === undefined) return absent;
  const metadata = { version: versions.length, deletion_time: data ? '' : '2026-01-01T00:00:00Z' };
  return { status: data === null ? 404 : 200, body: { data: { data, metadata } } };
}
