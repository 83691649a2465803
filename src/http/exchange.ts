import { got, RequestError, TimeoutError, type Got, type OptionsOfTextResponseBody } from 'got';
import { WireError, type WireErrorFacts, type WireErrorKind } from './errors.js';
import { createAgents } from './agents.js';
import { DIRECT_NETWORK, type Network } from './network.js';
import { parseBaseUrl, pinUrl } from './pinned-url.js';
import { phaseTimeouts } from './timeouts.js';

/** One request as it goes out. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, starting with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The query as a signed address has it, character by character; in place of `query`. */
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly signal?: AbortSignal;
  /** Absent: of the API. */
  readonly purpose?: 'token';
}

/** One answer as it came in, whatever its status. */
export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Wall clock, when the headers arrived. */
  readonly arrivedAtMs: number;
}

export interface ExchangeOptions {
  /** Logical org id, for errors. */
  readonly org: string;
  readonly baseUrl: string;
  readonly requestTimeoutMs: number;
  /** Connections at once to this org; default 8. */
  readonly maxConcurrent?: number;
  readonly network?: Network | undefined;
}

export type Exchange = (request: Outgoing) => Promise<Incoming>;

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const DEFAULT_MAX_SOCKETS = 8;

/** A single request and answer over an org's own connections: no retries, no redirects, no judgement of statuses. */
export function createExchange(options: ExchangeOptions): Exchange {
  const base = parseBaseUrl(options.baseUrl, options.org);
  const client = createGot(base, options);
  return async (request) => {
    const { method, path } = request;
    const stop = new AbortController();
    const giveUp = (): void => stop.abort();
    let tooLarge = false;
    if (request.signal?.aborted === true) throw failure('cancelled', options.org, method, path);
    const url = pinUrl(base, path, request.query);
    if (url === null) throw failure('rejected', options.org, method, path);
    if (request.search !== undefined) url.search = request.search;
    // A write under way is waited for: given up, it could still land behind the rollback that cancelled it.
    const stoppable = method === 'GET' ? request.signal : undefined;
    stoppable?.addEventListener('abort', giveUp, { once: true });
    try {
      const answer = client(url, gotOptions(request, stop.signal));
      void answer.on('downloadProgress', ({ transferred }) => {
        tooLarge ||= transferred > MAX_ANSWER_BYTES;
        if (tooLarge) stop.abort();
      });
      const { statusCode, headers, body, timings } = await answer;
      return {
        status: statusCode,
        headers,
        text: body,
        arrivedAtMs: timings.response ?? Date.now(),
      };
    } catch (error) {
      // The caught error holds the request's options, and with them the bearer: nothing of it may be kept.
      const kind = tooLarge ? 'malformed' : kindOf(error, request.signal);
      throw failure(kind, options.org, method, path, tooLarge ? 'was too large' : reasonOf(error));
    } finally {
      stoppable?.removeEventListener('abort', giveUp);
    }
  };
}

function createGot(base: URL, options: ExchangeOptions): Got {
  const {
    requestTimeoutMs,
    maxConcurrent = DEFAULT_MAX_SOCKETS,
    network = DIRECT_NETWORK,
  } = options;
  return got.extend({
    // One more than requests may be under way: a token is fetched within a request's turn.
    agent: createAgents(base, network, maxConcurrent + 1),
    // Said here as well as to the agents, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing.
    https: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    timeout: phaseTimeouts(requestTimeoutMs),
    headers: { 'user-agent': 'rollcall', accept: 'application/json' },
  });
}

function gotOptions(request: Outgoing, signal: AbortSignal): OptionsOfTextResponseBody {
  return {
    method: request.method,
    signal,
    headers: { ...request.headers },
    ...(request.json === undefined ? {} : { json: request.json }),
    ...(request.form === undefined ? {} : { form: { ...request.form } }),
    ...(request.text === undefined ? {} : { body: request.text }),
  };
}

function kindOf(error: unknown, signal: AbortSignal | undefined): WireErrorKind {
  if (signal?.aborted === true) return 'cancelled';
  const code = error instanceof RequestError ? error.code : '';
  // The answer came whole, but could not be unpacked or is no HTTP.
  return /^(Z_|ERR__ERROR_FORMAT|HPE_)/.test(code) ? 'malformed' : 'noAnswer';
}

/** Words for people, from the error's code only: messages quote addresses and more. */
function reasonOf(error: unknown): string {
  if (error instanceof TimeoutError) return `timed out (${error.event})`;
  const code = error instanceof RequestError ? error.code : '';
  const refusal = error instanceof Error ? /^Bad response: (\d{3})$/.exec(error.message) : null;
  if (refusal !== null) return `failed (the proxy answered ${refusal[1]})`;
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? `failed (${code})` : 'failed';
}

function failure(
  kind: WireErrorKind,
  org: string,
  method: string,
  path: string,
  reason = 'was not sent',
): WireError {
  const facts: WireErrorFacts = { kind, org, method, path };
  const what = kind === 'cancelled' ? 'was cancelled' : reason;
  return new WireError(`${method} ${path} of ${org} ${what}.`, facts);
}
