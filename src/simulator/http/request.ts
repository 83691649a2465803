import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { Problem } from './problem.js';

const maximumBodyBytes = 64 * 1024 * 1024;

/** A request read to its end. */
export interface SimulatorRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Reads the whole request, body included. */
export async function readRequest(incoming: IncomingMessage): Promise<SimulatorRequest> {
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBodyBytes)
      throw new Problem(413, 'request.too.large', 'the body is too large');
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** The JSON body in the given shape, or a refusal that says where it is wrong. */
export function bodyOf<T>(request: SimulatorRequest, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(request.text));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw Problem.badRequest(`the body is invalid: ${issues.slice(0, 5).join('; ')}`, issues);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw Problem.badRequest('the body is not JSON');
  }
}
