import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PayloadCodec } from '@temporalio/common';
import { mayCall, type Callers } from './callers.js';
import { EncryptionError } from './encryption-error.js';
import { jsonOfPayloads, payloadsOf } from './payload-json.js';

/** Base64 of several payloads of Temporal's greatest size, 2 MiB. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface CodecServerOptions extends Callers {
  readonly codec: PayloadCodec;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface CodecServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Serves Temporal's codec server protocol: POST `/encode` and `/decode`, with any prefix (the Web UI may put the
 * namespace there). A payload that is not encrypted is decoded as it is.
 * @throws when the address is taken
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const server = createServer((request, response) => {
    handle(request, response, options).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: CodecServerOptions,
): Promise<void> {
  const { status, headers, refusal } = mayCall(request, options);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status === 204) {
    response.writeHead(204).end();
    return;
  }
  const answer =
    refusal === null ? await answerTo(request, options.codec) : { status, body: refusal };
  const isJson = answer.status === 200;
  response
    .writeHead(answer.status, {
      'content-type': isJson ? 'application/json' : 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      // What was not read of a request must not be taken for the next one.
      ...(request.complete ? {} : { connection: 'close' }),
    })
    .end(isJson ? answer.body : `${answer.body}\n`);
}

async function answerTo(request: IncomingMessage, codec: PayloadCodec): Promise<Answer> {
  const [, work] = /\/(encode|decode)\/?$/.exec((request.url ?? '').split('?', 1)[0] ?? '') ?? [];
  if (work === undefined) return { status: 404, body: 'only /encode and /decode are here' };
  if (request.method !== 'POST') return { status: 405, body: `/${work} takes POST` };
  const text = await bodyOf(request);
  if (text === null) return { status: 413, body: `more than ${MOST_BYTES} bytes` };
  const payloads = payloadsOf(text);
  if (payloads === null) {
    return { status: 400, body: 'the body is not Temporal\'s {"payloads": [{metadata, data}]}' };
  }
  try {
    const done = work === 'encode' ? await codec.encode(payloads) : await codec.decode(payloads);
    return { status: 200, body: jsonOfPayloads(done) };
  } catch (error) {
    if (error instanceof EncryptionError) return { status: 400, body: error.message };
    // Not the error's own text: it may quote what was decrypted.
    return { status: 500, body: `/${work} failed` };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
