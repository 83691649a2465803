import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver does with a request: answers, keeps it waiting, or cuts the line. */
export type Reaction = { status: number; headers?: Record<string, string> } | 'hang' | 'cut';

/** A server on this machine that takes alerts as a vendor's would. */
export interface HttpReceiver {
  readonly origin: string;
  readonly received: readonly Received[];
  /** Reactions to the next requests, in order; afterwards to all. */
  react(then: Reaction, ...first: Reaction[]): void;
  /** Forgets what came so far. */
  forget(): void;
  stop(): Promise<void>;
}

/** `answerBody` is what it says, to see that nobody repeats it. */
export async function startHttpReceiver(answerBody = ''): Promise<HttpReceiver> {
  const received: Received[] = [];
  let next: Reaction[] = [];
  let rest: Reaction = { status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const reaction = next.shift() ?? rest;
      if (reaction === 'cut') request.socket.destroy();
      else if (reaction !== 'hang')
        response.writeHead(reaction.status, reaction.headers).end(answerBody);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    react: (then, ...first) => {
      rest = then;
      next = first;
    },
    forget: () => void received.splice(0),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
