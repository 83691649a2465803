import { createServer, type Server } from 'node:http';

/** Answers `/healthz` with 200 while the worker runs, else 503. No port: no server. */
export async function serveHealth(
  port: number | null,
  state: () => string,
): Promise<Server | null> {
  if (port === null) return null;
  const server = createServer((request, response) => {
    if (request.url !== '/healthz') return response.writeHead(404).end();
    const now = state();
    return response
      .writeHead(now === 'RUNNING' ? 200 : 503, { 'content-type': 'application/json' })
      .end(`${JSON.stringify({ state: now })}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return server;
}
