import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../json.js';

/** A refusal in the platform's error envelope. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Json[];
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Json[] = [],
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }

  static badRequest(message: string, details: Json[] = []): Problem {
    return new Problem(400, 'bad.request', message, details);
  }

  static notFound(message: string): Problem {
    return new Problem(404, 'not.found', message);
  }

  envelope(): JsonObject {
    return {
      message: this.message,
      code: this.code,
      status: this.status,
      contextId: randomUUID(),
      details: this.details,
      errors: [],
    };
  }
}
