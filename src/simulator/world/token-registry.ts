import { randomBytes } from 'node:crypto';
import type { WorldClient, WorldOrg } from '../world-file.js';

export const tokenLifetimeMs = 3_600_000;

/** What a token stands for. */
export interface Grant {
  orgId: string;
  clientId: string;
  scopes: string[];
  expiresAtMs: number;
}

export interface RegisteredClient extends WorldClient {
  orgId: string;
}

/** The clients of all orgs and the tokens they were given; tokens expire in platform time. */
export class TokenRegistry {
  readonly #clients = new Map<string, RegisteredClient>();
  readonly #grants = new Map<string, Grant>();

  constructor(orgs: WorldOrg[]) {
    for (const org of orgs) {
      for (const client of org.clients) {
        this.#clients.set(client.clientId, { ...client, orgId: org.id });
      }
    }
  }

  client(clientId: string): RegisteredClient | undefined {
    return this.#clients.get(clientId);
  }

  issue(
    client: RegisteredClient,
    scopes: string[],
    nowMs: number,
    lifetimeMs = tokenLifetimeMs,
  ): string {
    this.#forgetExpired(nowMs);
    const token = randomBytes(24).toString('base64url');
    this.#grants.set(token, {
      orgId: client.orgId,
      clientId: client.clientId,
      scopes,
      expiresAtMs: nowMs + lifetimeMs,
    });
    return token;
  }

  /** The grant behind a token, unless it is unknown, revoked or expired. */
  grant(token: string, nowMs: number): Grant | undefined {
    const grant = this.#grants.get(token);
    return grant !== undefined && grant.expiresAtMs > nowMs ? grant : undefined;
  }

  /** Revokes all tokens of an org, or of every org. */
  revoke(orgId: string | null): void {
    for (const [token, grant] of this.#grants) {
      if (orgId === null || grant.orgId === orgId) this.#grants.delete(token);
    }
  }

  #forgetExpired(nowMs: number): void {
    for (const [token, grant] of this.#grants) {
      if (grant.expiresAtMs <= nowMs) this.#grants.delete(token);
    }
  }
}
