import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** A Vault or OpenBao that the suite may make mounts, roles and policies in. */
export interface VaultAccess {
  readonly address: string;
  readonly rootToken: string;
}

/** Sets a Vault up by its HTTP API, under names of its own, and takes them away at the end. */
export class VaultAdmin {
  readonly mark = `rollcall-${randomUUID().slice(0, 8)}`;
  private readonly made: string[] = [];

  constructor(private readonly vault: VaultAccess) {}

  async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.vault.address}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': this.vault.rootToken, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  }

  /** Mounts a KV engine; returns its path. */
  async mountKv(name: string, version: 1 | 2 = 2): Promise<string> {
    const mount = `${this.mark}/${name}`;
    this.made.push(`sys/mounts/${mount}`);
    await this.call('POST', `sys/mounts/${mount}`, {
      type: 'kv',
      options: { version: `${version}` },
    });
    return mount;
  }

  /** Writes a secret; a fresh mount of a real Vault refuses the first ones. */
  async put(mount: string, path: string, data: object): Promise<void> {
    for (let left = 50; ; left -= 1) {
      const written = this.call('POST', `${mount}/data/${path}`, { data });
      if (left === 0) return void (await written);
      if (
        await written.then(
          () => true,
          (error: Error) => !/pgrading/.test(error.message) && Promise.reject(error),
        )
      )
        return;
      await setTimeout(100);
    }
  }

  /** Enables an auth method; returns its path. */
  async enableAuth(type: string): Promise<string> {
    const mount = `${this.mark}-${type}-${this.made.length}`;
    this.made.push(`sys/auth/${mount}`);
    await this.call('POST', `sys/auth/${mount}`, { type });
    return mount;
  }

  async allowReading(policy: string, path: string): Promise<void> {
    this.made.push(`sys/policies/acl/${policy}`);
    const text = `path "${path}" { capabilities = ["read"] }`;
    await this.call('POST', `sys/policies/acl/${policy}`, { policy: text });
  }

  /** An AppRole with a secret id of its own. */
  async appRole(mount: string, role: object): Promise<{ roleId: string; secretId: string }> {
    await this.call('POST', `auth/${mount}/role/worker`, role);
    const { data: id } = await this.call('GET', `auth/${mount}/role/worker/role-id`);
    const { data: secret } = await this.call('POST', `auth/${mount}/role/worker/secret-id`, {});
    return {
      roleId: (id as { role_id: string }).role_id,
      secretId: (secret as { secret_id: string }).secret_id,
    };
  }

  async clean(): Promise<void> {
    for (const path of this.made.toReversed()) await this.call('DELETE', path).catch(() => {});
  }
}
