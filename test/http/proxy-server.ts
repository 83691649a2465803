import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A CONNECT to the proxy: where to, and with which credentials. */
export interface Tunnel {
  readonly target: string;
  readonly authorization: string | undefined;
}

export interface Proxy {
  readonly url: string;
  readonly tunnels: readonly Tunnel[];
  /** All that went through from the client, as it was. */
  readonly seen: () => Buffer;
}

/** Runs `work` beside a real proxy, which lets everything through, or answers CONNECT with `refusal`. */
export async function withProxy(
  work: (proxy: Proxy) => Promise<void>,
  refusal?: number,
): Promise<void> {
  const tunnels: Tunnel[] = [];
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, socket: Socket, head) => {
    const target = request.url ?? '';
    tunnels.push({ target, authorization: request.headers['proxy-authorization'] });
    sockets.add(socket);
    socket.on('error', () => {});
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = target.split(':');
    const upstream = connect(Number(port), host === 'localhost' ? '127.0.0.1' : host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      socket.on('data', (chunk: Buffer) => seen.push(chunk));
      socket.pipe(upstream).pipe(socket);
    });
    sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await work({ url: `http://127.0.0.1:${port}`, tunnels, seen: () => Buffer.concat(seen) });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    server.closeAllConnections();
  }
}
