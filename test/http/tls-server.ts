import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sendJson } from './tiny-server.js';

/** A file of test/fixtures/tls. */
export function certificateFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** What the server was asked, and its address. */
export interface TlsServer {
  readonly url: string;
  readonly port: number;
  readonly paths: readonly string[];
}

/** Runs `work` against a TLS server with a certificate of the test authority, which grants tokens and answers `{}`. */
export async function withTlsServer(
  work: (server: TlsServer) => Promise<void>,
  { name = 'localhost', ...options }: ServerOptions & { name?: 'localhost' | 'elsewhere' } = {},
): Promise<void> {
  const paths: string[] = [];
  const server = createServer(
    {
      cert: readFileSync(certificateFile(`${name}.pem`)),
      key: readFileSync(certificateFile(`${name}-key.pem`)),
      ...options,
    },
    (request, response) => {
      paths.push(request.url ?? '');
      const token = { access_token: 'token', expires_in: 3600 };
      sendJson(response, 200, request.url === '/oauth/token' ? token : {});
    },
  );
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await work({ url: `https://localhost:${port}`, port, paths });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
