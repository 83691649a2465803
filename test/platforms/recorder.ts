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

/** What goes through in place of what came; null: what came. */
export interface Changes {
  readonly sent?: (one: Recorded) => string | null;
  readonly answered?: (one: Recorded, text: string) => string | null;
}

/** Stands before an origin, lets everything through, and notes what passes. */
export async function recordBefore(
  origin: string,
  seen: Recorded[],
  { sent = () => null, answered = () => null }: Changes = {},
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
      const body = Buffer.from(sent(one) ?? text);
      const headers = { ...incoming.headers, 'content-length': String(body.length) };
      const passed = forward(new URL(incoming.url ?? '', origin), { method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const came = Buffer.concat(parts);
          const told = answered(one, came.toString('utf8'));
          const goes = told === null ? came : Buffer.from(told);
          const { 'transfer-encoding': _chunked, ...kept } = answer.headers;
          const length = came.length === 0 ? {} : { 'content-length': String(goes.length) };
          outgoing.writeHead(answer.statusCode ?? 502, { ...kept, ...length });
          outgoing.end(goes);
        });
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
