import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering, noAnswer, type Answer } from './answer.js';
import { listen } from './listen.js';
import { readRequest, type SimulatorRequest } from './request.js';
import { send } from './send.js';

/** One origin that is being served. */
export interface Listener {
  url: string;
  port: number;
  close(): Promise<void>;
}

export type RequestHandler = (request: SimulatorRequest) => Promise<Answer | typeof noAnswer>;

/** Serves one origin; answers are dated by the given clock. */
export async function startListener(
  host: string,
  port: number,
  nowMs: () => number,
  handle: RequestHandler,
): Promise<Listener> {
  const server = createServer((incoming, response) => void serve(incoming, response));
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await answerTo(incoming, handle);
    try {
      if (answer === noAnswer) incoming.socket.destroy();
      else send(response, answer, nowMs());
    } catch {
      // An answer that HTTP cannot carry, such as a fault's malformed header, must not end the process.
      incoming.socket.destroy();
    }
  };
  await listen(server, host, port);
  const { port: openPort } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${openPort}`,
    port: openPort,
    close: async () => {
      const done = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await done;
    },
  };
}

async function answerTo(
  incoming: IncomingMessage,
  handle: RequestHandler,
): Promise<Answer | typeof noAnswer> {
  try {
    return await handle(await readRequest(incoming));
  } catch (error) {
    return answering(() => {
      throw error;
    });
  }
}
