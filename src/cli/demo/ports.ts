import { once } from 'node:events';
import { createServer } from 'node:net';

const MOST_STEPS = 200;

/** The first port from `first` on that nobody listens on; `taken` are given away already. */
export async function freePort(first: number, taken: readonly number[] = []): Promise<number> {
  for (let port = first; port < first + MOST_STEPS; port += 1) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port from ${first} to ${first + MOST_STEPS}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
