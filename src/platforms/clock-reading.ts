import { malformed } from '../http/answer.js';
import type { ApiClient, ApiRequest } from '../http/client.js';

/** A clock reading younger than this needs no request. */
const FRESH_CLOCK_MS = 1_000;

/** Platform time, milliseconds, from the `Date` of any recent answer, else of this request's: even a refusal states it. */
export async function readClock(org: string, api: ApiClient, request: ApiRequest): Promise<number> {
  const { clock } = api;
  if (clock.ageMs() < FRESH_CLOCK_MS) return clock.nowMs();
  const askedAtMs = Date.now();
  try {
    await api.send(request);
  } catch (error) {
    if (Date.now() - clock.ageMs() < askedAtMs) throw error;
  }
  const { method, path } = request;
  if (clock.ageMs() === Number.POSITIVE_INFINITY)
    throw malformed({ org, method, path }, 'has no Date header');
  return clock.nowMs();
}
