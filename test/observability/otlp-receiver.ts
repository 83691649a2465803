import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as OTLP's JSON has it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes: readonly { key: string; value: Record<string, string | number> }[];
}

/** A collector of traces. */
export interface OtlpReceiver {
  readonly url: string;
  /** Bodies and headers as they came. */
  readonly payloads: readonly Buffer[];
  spans(): readonly ReceivedSpan[];
  /** What it answers from now on. */
  answer(status: number): void;
  close(): void;
}

interface Export {
  resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[];
}

/** Starts a collector that speaks OTLP over HTTP. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const payloads: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const whole = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
      payloads.push(Buffer.from(JSON.stringify(request.headers)), body);
      if (status === 200)
        for (const { scopeSpans } of (JSON.parse(body.toString('utf8')) as Export).resourceSpans)
          for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    payloads,
    spans: () => spans,
    answer: (next) => {
      status = next;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An attribute's value, whatever its type. */
export function attributeOf(span: ReceivedSpan, key: string): string | number | undefined {
  const found = span.attributes.find((attribute) => attribute.key === key);
  return found === undefined ? undefined : Object.values(found.value)[0];
}
