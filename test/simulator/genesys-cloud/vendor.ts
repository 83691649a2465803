import assert from 'node:assert/strict';
import { startSimulator, type SimulatorOptions } from '../../../src/simulator/server.js';
import type { Asked, Envelope, Reply } from '../platform.js';
import { genesysWorld } from './sample-world.js';

export interface Page<T> {
  entities: T[];
  pageSize: number;
  pageNumber: number;
  total: number;
  pageCount: number;
  nextUri?: string;
  previousUri?: string;
}

export type VendorApi = <T = Envelope>(path: string, asked?: Asked) => Promise<Reply<T>>;

/** A simulator whose Genesys Cloud origins are under test, on a frozen clock. */
export interface Vendor {
  loginUrl: string;
  apiUrl: string;
  close(): Promise<void>;
  /** A request to the simulator itself. */
  control<T = unknown>(path: string, body?: unknown): Promise<T>;
  login(client: string, form?: Record<string, string>): Promise<Reply<Token>>;
  api(client: string): Promise<VendorApi>;
  advance(seconds: number): Promise<void>;
  /** Has a flow's YAML published by a job, and answers the job's end. */
  publish(api: VendorApi, yaml: string): Promise<Job>;
}

export interface Token {
  access_token: string;
  expires_in: number;
  error: string;
  description: string;
}

export interface Job {
  id: string;
  status: string;
  flow?: { id: string };
  messages?: { type: string; text: string }[];
}

export interface Registered {
  id: string;
  presignedUrl: string;
  headers: Record<string, string>;
}

export async function startVendor(options: SimulatorOptions = {}): Promise<Vendor> {
  const simulator = await startSimulator({ frozen: true, world: genesysWorld(), ...options });
  const { genesysCloud } = simulator;
  assert(genesysCloud !== undefined);
  const { loginUrl, apiUrl } = genesysCloud;
  const control = async <T>(path: string, body?: unknown): Promise<T> => {
    const asked = body === undefined ? {} : { method: 'POST', body };
    const reply = await ask<T>(`${simulator.url}/_sim/${path}`, asked);
    assert.equal(reply.status, 200);
    return reply.body;
  };
  const login = async (client: string, form = {}): Promise<Reply<Token>> =>
    loginAs(loginUrl, client, form);
  const advance = async (seconds: number): Promise<void> => {
    await control('clock', { advanceMs: seconds * 1000 });
  };
  const api = async (client: string): Promise<VendorApi> => {
    const { body } = await login(client);
    const bearer = { Authorization: `Bearer ${body.access_token}` };
    return (path, asked = {}) =>
      ask(`${apiUrl}/api/v2${path}`, { ...asked, headers: { ...bearer, ...asked.headers } });
  };
  const publish = async (api: VendorApi, yaml: string): Promise<Job> => {
    const { body: job } = await api<Registered>('/flows/jobs', { method: 'POST' });
    const put = { method: 'PUT', headers: job.headers, body: yaml };
    assert.equal((await fetch(job.presignedUrl, put)).status, 200);
    await advance(10);
    return (await api<Job>(`/flows/jobs/${job.id}?expand=messages`)).body;
  };
  return {
    loginUrl,
    apiUrl,
    close: () => simulator.close(),
    control,
    login,
    api,
    advance,
    publish,
  };
}

async function loginAs(
  url: string,
  client: string,
  form: Record<string, string>,
): Promise<Reply<Token>> {
  const secret = `${client.split('-')[0]}-secret`;
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${client}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
  });
  const body = (await response.json()) as Token;
  return { status: response.status, headers: response.headers, body };
}

async function ask<T>(url: string, { method = 'GET', body, headers }: Asked): Promise<Reply<T>> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? undefined : JSON.parse(text)) as T;
  return { status: response.status, headers: response.headers, body: parsed };
}
