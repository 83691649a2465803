import assert from 'node:assert/strict';
import { startSimulator, type SimulatorOptions } from '../../../src/simulator/server.js';
import type { Asked, Reply } from '../platform.js';
import { ids, sampleTenants, startMs } from './sample-tenant.js';

export interface CxoneError {
  error: string;
  error_description: string;
}

export interface TokenAnswer {
  access_token: string;
  token_type: string;
  expires_in: number;
  id_token: string;
}

export interface SkillSummary {
  skillId: number;
  skillName: string;
  abandonCount: number;
  contactsOffered: number;
  contactsHandled: number;
  contactsWithinSLA: number;
  contactsOutOfSLA: number;
  averageSpeedToAnswer: string;
  longestQueueDur: string;
  agentsAvailable: number;
  agentsLoggedIn: number;
}

export type Ask = <T = CxoneError>(path: string, asked?: Asked) => Promise<Reply<T>>;

/** A simulator under test, on a frozen clock, as a client of CXone sees it. */
export interface Cxone {
  authUrl: string;
  apiUrl: string;
  /** The simulator's own API. */
  control: Ask;
  /** The auth origin. */
  auth: Ask;
  /** A client of a tenant's API, below the versioned prefix. */
  api(orgId: string): Promise<Ask>;
  advance(minutes: number): Promise<void>;
  close(): Promise<void>;
}

export const prefix = '/inContactAPI/services/v34.0';

export async function startCxone(options: SimulatorOptions = {}): Promise<Cxone> {
  const simulator = await startSimulator({ frozen: true, world: sampleTenants(), ...options });
  assert.ok(simulator.niceCxone);
  const { authUrl, apiUrl } = simulator.niceCxone;
  const auth: Ask = (path, asked) => ask(`${authUrl}${path}`, asked);
  const control: Ask = (path, asked) => ask(`${simulator.url}${path}`, asked);
  let minute = 0;
  return {
    authUrl,
    apiUrl,
    auth,
    control,
    api: async (orgId) => {
      let [token, takenAt] = [await tokenOf(auth, orgId), minute];
      return async (path, asked = {}) => {
        // Like a client that looks at `expires_in`, so that tests may let hours pass.
        if (minute > takenAt + 30) [token, takenAt] = [await tokenOf(auth, orgId), minute];
        const headers = { Authorization: `Bearer ${token}`, ...asked.headers };
        return ask(`${apiUrl}${prefix}${path}`, { ...asked, headers });
      };
    },
    advance: async (minutes) => {
      minute += minutes;
      const change = { method: 'POST', body: { advanceMs: minutes * 60_000 } };
      assert.equal((await control('/_sim/clock', change)).status, 200);
    },
    close: () => simulator.close(),
  };
}

async function tokenOf(auth: Ask, orgId: string): Promise<string> {
  const { status, body } = await accessKeyToken(auth, orgId);
  assert.equal(status, 200);
  return body.access_token;
}

export async function accessKeyToken(auth: Ask, orgId: string): Promise<Reply<TokenAnswer>> {
  const body = { accessKeyId: `${orgId}-key`, accessKeySecret: `${orgId}-key-secret` };
  return auth<TokenAnswer>('/authentication/v1/token/access-key', { method: 'POST', body });
}

/** The path of a skill's summary, in minutes from the start of the sample world. */
export function summaryPath(fromMinute: number, toMinute: number, skillId?: number): string {
  const instant = (minute: number): string => new Date(startMs + minute * 60_000).toISOString();
  const span = `startDate=${instant(fromMinute)}&endDate=${instant(toMinute)}`;
  return `/skills/${skillId === undefined ? '' : `${skillId}/`}summary?${span}`;
}

export async function summaryOf(
  api: Ask,
  fromMinute: number,
  toMinute: number,
  skillId = ids.support,
): Promise<SkillSummary> {
  const path = summaryPath(fromMinute, toMinute, skillId);
  const { status, body } = await api<{ skillSummaries: SkillSummary[] }>(path);
  assert.equal(status, 200);
  const [summary] = body.skillSummaries;
  assert.ok(summary);
  return summary;
}

/** Points the main line at a script; the whole body, as CXone wants it. */
export async function switchScript(api: Ask, scriptName: string, changes = {}): Promise<void> {
  const body = { scriptName, skillId: ids.support, isActive: true, ...changes };
  const { status } = await api(`/points-of-contact/${ids.entry}`, { method: 'PUT', body });
  assert.equal(status, 204);
}

export async function saveScript(
  api: Ask,
  fileFullName: string,
  content: unknown,
): Promise<number> {
  const fileContent = typeof content === 'string' ? content : JSON.stringify(content);
  const asked = { method: 'POST', body: { fileFullName, fileContent } };
  const { status, body } = await api<{ scriptId: number }>('/scripts/files', asked);
  assert.equal(status, 200);
  return body.scriptId;
}

async function ask<T>(
  url: string,
  { method = 'GET', body, headers }: Asked = {},
): Promise<Reply<T>> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(url, {
    method,
    headers: { ...(isForm ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
  };
}
