import { Agent, request } from 'node:http';

export interface Reply {
  status: number;
  etag: string | undefined;
}

type Operation = 'read' | 'write' | 'list' | 'analytics';

/** Three reads to a write, a list and a query of analytics now and then. */
const mix: readonly Operation[] = [
  ...(['read', 'write', 'read', 'list', 'read'] as const),
  ...(['analytics', 'read', 'write', 'read', 'read'] as const),
];
const minuteMs = 60_000;

/** One client for each org, all over kept connections: the nth request of the mix. */
export class ApiClients {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #tokens: string[];
  readonly #etags: string[];
  readonly #writing = new Set<number>();
  readonly #analyticsRange: string;

  private constructor(url: string, tokens: string[], etags: string[], platformMs: number) {
    this.#url = url;
    this.#tokens = tokens;
    this.#etags = etags;
    const instant = (ms: number): string => new Date(ms).toISOString();
    const [from, to] = [instant(platformMs - 20 * minuteMs), instant(platformMs - 5 * minuteMs)];
    this.#analyticsRange = `dateFrom=${from}&dateTo=${to}&interval=PT5M`;
  }

  static async connect(url: string, orgs: number): Promise<ApiClients> {
    const tokens: string[] = [];
    const etags: string[] = [];
    for (let org = 0; org < orgs; org += 1) {
      const token = await tokenOf(url, idOf(org));
      tokens.push(token);
      etags.push(await etagOf(url, idOf(org), token));
    }
    const clock = (await (await fetch(`${url}/_sim/clock`)).json()) as { nowMs: number };
    return new ApiClients(url, tokens, etags, clock.nowMs);
  }

  /** Sends the nth request: orgs take turns, each somewhere else in the mix. */
  async send(nth: number): Promise<Reply> {
    const org = nth % this.#tokens.length;
    const turn = Math.floor(nth / this.#tokens.length) + org;
    const operation = mix[turn % mix.length] ?? 'read';
    const flow = `/api/v2/architect/flows/${idOf(org)}-flow`;
    if (operation === 'list') return this.#ask(org, 'GET', '/api/v2/routing/queues');
    if (operation === 'analytics') {
      const path = '/api/v2/analytics/interactions/queues';
      return this.#ask(org, 'GET', `${path}?${this.#analyticsRange}`);
    }
    const known = this.#etags[org];
    // Two writes of one client under way would refuse each other.
    const writes = operation === 'write' && known !== undefined && !this.#writing.has(org);
    const body = JSON.stringify({ settings: { callTimeoutSeconds: 300 + (turn % 60) } });
    if (!writes) return this.#ask(org, 'GET', flow);
    this.#writing.add(org);
    const reply = await this.#ask(org, 'PATCH', flow, { body, etag: known });
    this.#writing.delete(org);
    this.#etags[org] = reply.etag ?? known;
    return reply;
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(
    org: number,
    method: string,
    path: string,
    write?: { body: string; etag: string },
  ): Promise<Reply> {
    const headers = {
      Authorization: `Bearer ${this.#tokens[org] ?? ''}`,
      ...(write === undefined ? {} : { 'If-Match': write.etag }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#url}${path}`, { method, headers, agent: this.#agent });
      asked.on('error', reject);
      asked.on('response', (response) => {
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, etag: response.headers.etag });
        });
        response.resume();
      });
      asked.end(write?.body);
    });
  }
}

export function idOf(org: number): string {
  return `org-${String(org).padStart(4, '0')}`;
}

async function etagOf(url: string, orgId: string, token: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v2/architect/flows/${orgId}-flow`, { headers });
  await response.text();
  return response.headers.get('etag') ?? '';
}

async function tokenOf(url: string, orgId: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: `${orgId}-client`,
    client_secret: `${orgId}-secret`,
  });
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}
