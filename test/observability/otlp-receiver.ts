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

/** A log record as OTLP's JSON has it. */
export interface ReceivedRecord {
  readonly timeUnixNano: string;
  readonly severityText: string;
  readonly eventName: string;
  readonly traceId?: string;
  readonly body: { readonly stringValue: string };
  readonly attributes: ReceivedSpan['attributes'];
}

/** A collector of traces and logs. */
export interface OtlpReceiver {
  /** For traces. */
  readonly url: string;
  readonly logsUrl: string;
  /** Bodies and headers as they came. */
  readonly payloads: readonly Buffer[];
  spans(): readonly ReceivedSpan[];
  records(): readonly ReceivedRecord[];
  /** What it answers from now on; null: nothing at all. */
  answer(status: number | null): void;
  close(): void;
}

interface Export {
  resourceSpans?: { scopeSpans: { spans: ReceivedSpan[] }[] }[];
  resourceLogs?: { scopeLogs: { logRecords: ReceivedRecord[] }[] }[];
}

/** Starts a collector that speaks OTLP over HTTP. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const payloads: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  const records: ReceivedRecord[] = [];
  const take = ({ resourceSpans = [], resourceLogs = [] }: Export): void => {
    for (const { scopeSpans } of resourceSpans)
      for (const scope of scopeSpans) spans.push(...scope.spans);
    for (const { scopeLogs } of resourceLogs)
      for (const scope of scopeLogs) records.push(...scope.logRecords);
  };
  let status: number | null = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const whole = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
      payloads.push(Buffer.from(JSON.stringify(request.headers)), body);
      if (status === null) return;
      if (status === 200) take(JSON.parse(body.toString('utf8')) as Export);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${base}/v1/traces`,
    logsUrl: `${base}/v1/logs`,
    payloads,
    spans: () => spans,
    records: () => records,
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
export function attributeOf(
  { attributes }: Pick<ReceivedSpan, 'attributes'>,
  key: string,
): string | number | undefined {
  const found = attributes.find((attribute) => attribute.key === key);
  return found === undefined ? undefined : Object.values(found.value)[0];
}
