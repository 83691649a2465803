import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { got, RequestError, TimeoutError, type Got } from 'got';
import type { VaultOptions } from './options.js';
import { VaultProblem } from './problem.js';

export interface VaultCall {
  readonly method: 'GET' | 'POST';
  /** Below `/v1/`. */
  readonly path: string;
  readonly token?: string;
  readonly json?: Readonly<Record<string, string>>;
}

export interface VaultAnswer {
  readonly status: number;
  /** Undefined where it is no JSON. Holds secrets: never part of an error. */
  readonly body: unknown;
}

/** One request and its answer, whatever its status. Throws a VaultProblem where there is no answer. */
export type VaultWire = (call: VaultCall) => Promise<VaultAnswer>;

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Vault's HTTP API: no retries, and no redirects, since they would take the token elsewhere. */
export function createVaultWire(options: VaultOptions): VaultWire {
  let client: Promise<Got> | null = null;
  return async (call) => {
    client ??= createGot(options);
    const stop = new AbortController();
    let tooLarge = false;
    try {
      const answer = (await client)(`${options.address}/v1/${call.path}`, {
        method: call.method,
        signal: stop.signal,
        headers: headersOf(options, call.token),
        ...(call.json === undefined ? {} : { json: call.json }),
      });
      void answer.on('downloadProgress', ({ transferred }) => {
        tooLarge ||= transferred > MAX_ANSWER_BYTES;
        if (tooLarge) stop.abort();
      });
      const { statusCode, body } = await answer;
      return { status: statusCode, body: tryJson(body) };
    } catch (error) {
      // The caught error holds the request, and with it the token: nothing of it may be kept.
      if (error instanceof VaultProblem) {
        client = null;
        throw error;
      }
      const reason = tooLarge ? 'its answer was too large' : reasonOf(error);
      throw new VaultProblem(`${options.address} gave no answer: ${reason}`, { passing: true });
    }
  };
}

async function createGot({ caFile, verifyTls }: VaultOptions): Promise<Got> {
  const certificateAuthority = caFile === null ? undefined : await readAuthorities(caFile);
  const pool = { keepAlive: true, maxSockets: 8, timeout: 30_000 };
  return got.extend({
    agent: { http: new HttpAgent(pool), https: new HttpsAgent(pool) },
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    timeout: { connect: 3_000, secureConnect: 3_000, request: TIMEOUT_MS },
    https: {
      rejectUnauthorized: verifyTls,
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    },
  });
}

async function readAuthorities(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new VaultProblem(`VAULT_CACERT names no readable file (${path})`);
  }
}

function headersOf(options: VaultOptions, token: string | undefined): Record<string, string> {
  return {
    'user-agent': 'rollcall',
    // Vault's agent can be told to refuse requests without it.
    'x-vault-request': 'true',
    ...(options.namespace === null ? {} : { 'x-vault-namespace': options.namespace }),
    ...(token === undefined ? {} : { 'x-vault-token': token }),
  };
}

/** From the error's code only: messages quote addresses and more. */
function reasonOf(error: unknown): string {
  if (error instanceof TimeoutError) return `timed out (${error.event})`;
  const code = error instanceof RequestError ? error.code : '';
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'failed';
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
