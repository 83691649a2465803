import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as a receiver gets it. */
export interface Heard {
  readonly kind: string;
  readonly rolloutId: string;
  readonly text: string;
  readonly command?: string;
}

/** Something on this machine that hears what Rollcall tells people. */
export interface Receiver {
  readonly url: string;
  readonly heard: readonly Heard[];
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Heard);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
