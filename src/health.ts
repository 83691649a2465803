import { createServer, type Server, type ServerResponse } from 'node:http';

/** What the worker answers over HTTP. */
export interface Probes {
  /** The worker's state, as Temporal's SDK names it. */
  readonly state: () => string;
  /** What has to answer before the worker counts as ready, by name; each rejects where it does not. */
  readonly needs?: Readonly<Record<string, () => Promise<unknown>>>;
  /** A page of metrics in Prometheus' text format. */
  readonly metrics?: () => Promise<string>;
}

const READY_WITHIN_MS = 5_000;
/** Probes that come more often get the same answer: they must not become a load. */
const READY_FOR_MS = 2_000;

/**
 * Answers `/healthz` with 200 while the worker runs, `/readyz` while it also reaches what it needs, `/metrics` with
 * its metrics. No port: no server.
 */
export async function serveHealth(port: number | null, probes: Probes): Promise<Server | null> {
  if (port === null) return null;
  const ready = remembered(() => readiness(probes));
  const server = createServer((request, response) => {
    void answer(request.url ?? '', probes, ready, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return server;
}

async function answer(
  url: string,
  { state, metrics }: Probes,
  ready: () => Promise<Record<string, string>>,
  response: ServerResponse,
): Promise<void> {
  const route = url.split('?', 1)[0];
  if (route === '/healthz') {
    sendJson(response, state() === 'RUNNING', { state: state() });
  } else if (route === '/readyz') {
    const found = await ready();
    const isReady = Object.entries(found).every(([, word]) => word === 'ok' || word === 'RUNNING');
    sendJson(response, isReady, found);
  } else if (route === '/metrics' && metrics !== undefined) {
    const page = await metrics().catch(() => null);
    const type = 'text/plain; version=0.0.4; charset=utf-8';
    response.writeHead(page === null ? 500 : 200, { 'content-type': type }).end(page ?? '');
  } else {
    response.writeHead(404).end();
  }
}

/** A word for each thing that the worker needs: `ok` or `unreachable`; messages would name addresses. */
async function readiness({ state, needs = {} }: Probes): Promise<Record<string, string>> {
  const words = await Promise.all(
    Object.entries(needs).map(async ([name, check]) => [name, await wordFor(check)] as const),
  );
  return { state: state(), ...Object.fromEntries(words) };
}

async function wordFor(check: () => Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('unreachable'), READY_WITHIN_MS);
  });
  const asked = check().then(
    () => 'ok',
    () => 'unreachable',
  );
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer));
}

function remembered<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let kept: { readonly atMs: number; readonly value: Promise<Value> } | null = null;
  return () => {
    const nowMs = performance.now();
    if (kept === null || nowMs - kept.atMs > READY_FOR_MS) kept = { atMs: nowMs, value: ask() };
    return kept.value;
  };
}

function sendJson(response: ServerResponse, good: boolean, body: unknown): void {
  response
    .writeHead(good ? 200 : 503, { 'content-type': 'application/json' })
    .end(`${JSON.stringify(body)}\n`);
}
