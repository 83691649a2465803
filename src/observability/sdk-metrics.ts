import { createServer } from 'node:net';
import { got } from 'got';

const TIMEOUT_MS = 2_000;

/** A port of this machine's loopback for the SDK's own exporter, which takes none by itself. */
export async function loopbackPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The SDK's metrics as its exporter serves them. @throws Error where it does not answer */
export async function readSdkMetrics(port: number): Promise<string> {
  return got(`http://127.0.0.1:${port}/metrics`, {
    timeout: { request: TIMEOUT_MS },
    retry: { limit: 0 },
  }).text();
}
