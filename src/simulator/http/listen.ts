import type { Server } from 'node:http';

const portsTried = 20;

/** Listens on the port, or on one of the next ones when it is taken. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  for (let candidate = port; ; candidate += 1) {
    try {
      await listenOn(server, host, candidate);
      return;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || port === 0 || candidate >= port + portsTried) throw error;
    }
  }
}

async function listenOn(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
