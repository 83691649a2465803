import assert from 'node:assert/strict';
import { startSimulator, type SimulatorOptions } from '../../src/simulator/server.js';
import { sampleWorld } from './sample-world.js';

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Asked {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Envelope {
  message: string;
  code: string;
  status: number;
}

/** A simulator under test, on a frozen clock, with the requests that tests make of it. */
export interface Platform {
  url: string;
  close(): Promise<void>;
  ask<T = Envelope>(path: string, asked?: Asked): Promise<Reply<T>>;
  token(orgId: string, scope?: string): Promise<string>;
  /** A client of an org's API that brings its token along. */
  api(orgId: string, scope?: string): Promise<Api>;
  advance(minutes: number): Promise<void>;
}

export type Api = <T = Envelope>(path: string, asked?: Asked) => Promise<Reply<T>>;

export async function startPlatform(options: SimulatorOptions = {}): Promise<Platform> {
  const simulator = await startSimulator({ frozen: true, world: sampleWorld(), ...options });
  const ask = async <T>(path: string, asked: Asked = {}): Promise<Reply<T>> =>
    request<T>(`${simulator.url}${path}`, asked);
  const token = async (orgId: string, scope = ''): Promise<string> => {
    const form = { client_id: `${orgId}-client`, client_secret: `${orgId}-secret`, scope };
    const reply = await grant(simulator.url, form);
    assert.equal(reply.status, 200);
    return reply.body.access_token;
  };
  return {
    url: simulator.url,
    close: () => simulator.close(),
    ask,
    token,
    api: async (orgId, scope) => {
      const bearer = { Authorization: `Bearer ${await token(orgId, scope)}` };
      return (path, asked = {}) =>
        ask(path, { ...asked, headers: { ...bearer, ...asked.headers } });
    },
    advance: async (minutes) => {
      const change = { method: 'POST', body: { advanceMs: minutes * 60_000 } };
      assert.equal((await ask('/_sim/clock', change)).status, 200);
    },
  };
}

export interface TokenAnswer {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  error: string;
}

export async function grant(
  url: string,
  form: Record<string, string>,
): Promise<Reply<TokenAnswer>> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form });
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as TokenAnswer,
  };
}

async function request<T>(
  url: string,
  { method = 'GET', body, headers }: Asked,
): Promise<Reply<T>> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
  };
}
