import { answer, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';

const errorNames: Record<number, string> = {
  400: 'invalid_request',
  401: 'invalid_token',
  403: 'insufficient_scope',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'request_too_large',
  503: 'temporarily_unavailable',
};

/** CXone's refusal: a name and a sentence, nothing else. */
export function refusal(status: number, error: string, description: string): Answer {
  return answer(status, { error, error_description: description });
}

/** CXone's 429 has a body of its own and says in no header when to come back. */
export function tooManyRequests(route: string): Answer {
  return answer(429, { message: 'API calls quota exceeded', route });
}

/** Runs a handler and words what it throws as CXone does. */
export function answeringAsCxone(route: string, handle: () => Answer): Answer {
  try {
    return handle();
  } catch (error) {
    if (!(error instanceof Problem)) {
      return refusal(500, 'server_error', error instanceof Error ? error.message : 'failed');
    }
    if (error.status === 429) return tooManyRequests(route);
    return refusal(error.status, errorNames[error.status] ?? 'server_error', error.message);
  }
}
