import { randomUUID } from 'node:crypto';

export type Fields = Readonly<Record<string, unknown>>;

export interface IssuedToken {
  readonly id: string;
  readonly policies: readonly string[];
  /** Path of the auth mount that issued it, for revocation by prefix. */
  readonly origin: string;
  readonly ttlMs: number;
  readonly renewable: boolean;
  expiresAtMs: number;
}

interface SecretId {
  usesLeft: number;
}

/** What the Vault of the tests remembers. */
export interface VaultState {
  readonly mounts: Map<string, string>;
  readonly secrets: Map<string, (Fields | null)[]>;
  readonly policies: Map<string, string>;
  readonly auths: Map<string, { readonly type: string; config: Fields }>;
  readonly roles: Map<string, Fields>;
  readonly secretIds: Map<string, SecretId>;
  readonly tokens: Map<string, IssuedToken>;
}

export function emptyVault(rootToken: string): VaultState {
  const state: VaultState = {
    mounts: new Map(),
    secrets: new Map(),
    policies: new Map(),
    auths: new Map([['token', { type: 'token', config: {} }]]),
    roles: new Map(),
    secretIds: new Map(),
    tokens: new Map(),
  };
  const root = { policies: ['root'], origin: 'auth/token/root', ttlMs: 0, renewable: false };
  state.tokens.set(rootToken, { id: rootToken, ...root, expiresAtMs: Infinity });
  return state;
}

/** Issues a token as roles and `auth/token/create` describe one. */
export function issue(state: VaultState, origin: string, role: Fields): IssuedToken {
  const ttlMs = seconds(role['token_ttl'] ?? role['ttl']) * 1000;
  const batch = role['token_type'] === 'batch';
  const token: IssuedToken = {
    id: `hv${batch ? 'b' : 's'}.${randomUUID()}`,
    policies: ['default', ...((role['token_policies'] ?? role['policies'] ?? []) as string[])],
    origin,
    ttlMs,
    renewable: !batch && ttlMs > 0 && role['renewable'] !== false,
    expiresAtMs: ttlMs === 0 ? Infinity : Date.now() + ttlMs,
  };
  state.tokens.set(token.id, token);
  return token;
}

/** Vault's rule of paths: exact, or a prefix that ends with `*`. */
export function allows(state: VaultState, token: IssuedToken, path: string): boolean {
  if (token.policies.includes('root')) return true;
  return token.policies.some((name) =>
    [...(state.policies.get(name) ?? '').matchAll(/path "([^"]+)"/g)].some(([, pattern = '']) =>
      pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
    ),
  );
}

function seconds(duration: unknown): number {
  return Number(/^\d+/.exec(JSON.stringify(duration ?? 0).replaceAll('"', ''))?.[0] ?? 0);
}
