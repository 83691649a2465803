import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answer, type VaultReply } from './routes.js';
import { emptyVault, type Fields, type VaultState } from './state.js';

export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A server that speaks Vault's documented HTTP API, as far as logins, tokens and KV version 2 go. */
export interface VaultServer {
  readonly address: string;
  readonly rootToken: string;
  readonly state: VaultState;
  readonly seen: SeenCall[];
  /** While set, it answers every request to `/v1/` itself. */
  trouble: ((response: ServerResponse, path: string) => boolean) | null;
  /** While set, requests of another namespace find nothing. */
  namespace: string | null;
  close(): void;
}

export async function startVault(tls?: { key: string; cert: string }): Promise<VaultServer> {
  const rootToken = 'hvs.root-of-the-tests';
  const state = emptyVault(rootToken);
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const path = decodeURIComponent(url.replace('/v1/', ''));
      vault.seen.push({ method, path, headers });
      if (vault.trouble?.(response, path) === true) return;
      const text = Buffer.concat(chunks).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as Fields;
      const token = headers['x-vault-token'] as string | undefined;
      if (vault.namespace !== null && headers['x-vault-namespace'] !== vault.namespace)
        return reply(response, { status: 404, body: { errors: ['no handler for route'] } });
      void answer(state, { method, path, token, body }).then((made) => reply(response, made));
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const vault: VaultServer = {
    address: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    rootToken,
    state,
    seen: [],
    trouble: null,
    namespace: null,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return vault;
}

export function reply(response: ServerResponse, { status, body }: VaultReply): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
