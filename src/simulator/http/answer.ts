import type { Json } from '../json.js';
import { Problem } from './problem.js';

/** What goes back to the client. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Undefined: no body at all. */
  body: Json | undefined;
  /** The body stops half-way: as if that were all of it, or with the connection. */
  truncated?: boolean | 'breaksOff';
  /** The body is a text of this media type, to be sent as it is. */
  mediaType?: string;
}

/** No answer: the socket is destroyed. */
export const noAnswer = Symbol('no answer');

export function ok(body: unknown, headers: Record<string, string> = {}): Answer {
  return answer(200, body, headers);
}

export function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers, body: body as Json | undefined };
}

/** Runs a handler and turns whatever it throws into an answer. */
export function answering(handle: () => Answer): Answer {
  try {
    return handle();
  } catch (error) {
    const problem =
      error instanceof Problem
        ? error
        : new Problem(
            500,
            'internal.server.error',
            error instanceof Error ? error.message : 'failed',
          );
    return { status: problem.status, headers: problem.headers, body: problem.envelope() };
  }
}
