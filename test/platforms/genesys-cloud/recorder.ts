import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it passed by. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Recorder {
  readonly url: string;
  readonly close: () => void;
}

/** Stands before an origin, lets everything through, and notes what passes; `instead` sends another body. */
export async function recordBefore(
  origin: string,
  seen: Recorded[],
  instead: (one: Recorded) => string | null = () => null,
): Promise<Recorder> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '' } = incoming;
      const { pathname: path, searchParams: query } = new URL(incoming.url ?? '', origin);
      const one = { method, path, query, headers: incoming.headers, text };
      seen.push(one);
      const body = Buffer.from(instead(one) ?? text);
      const headers = { ...incoming.headers, 'content-length': String(body.length) };
      const passed = forward(new URL(incoming.url ?? '', origin), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
