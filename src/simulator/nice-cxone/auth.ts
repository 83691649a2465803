import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf, type SimulatorRequest } from '../http/request.js';
import { matchRoute, type Route } from '../http/route.js';
import { tokenLifetimeMs, type RegisteredClient } from '../world/token-registry.js';
import type { World } from '../world/world.js';
import { idTokenOf } from './id-token.js';
import { answeringAsCxone, refusal } from './refusals.js';
import type { Tenant, Tenants } from './tenants.js';

const oidcPath = '/auth/token';
const accessKeyPath = '/authentication/v1/token/access-key';

/** Where the dialect answers; known once its ports are open. */
export interface CxoneUrls {
  authUrl: string;
  apiUrl: string;
}

interface AuthCall {
  request: SimulatorRequest;
  world: World;
  tenants: Tenants;
  urls: CxoneUrls;
  nowMs: number;
}

const authRoutes: Route<(call: AuthCall) => Answer>[] = [
  { method: 'POST', path: oidcPath, handle: grantByPassword },
  { method: 'POST', path: accessKeyPath, handle: grantByAccessKey },
  { method: 'GET', path: '/.well-known/cxone-configuration', handle: discover },
  { method: 'GET', path: '/.well-known/openid-configuration', handle: describeProvider },
];

export function answerAuth(call: AuthCall): Answer {
  const { method, path } = call.request;
  return answeringAsCxone(path, () => matchRoute(authRoutes, method, path).handle(call));
}

export function isTokenPath(path: string): boolean {
  return path === oidcPath || path === accessKeyPath;
}

/** The access key that asks for a token, as far as the request names one that there is. */
export function clientOfRequest(
  request: SimulatorRequest,
  world: World,
  tenants: Tenants,
): RegisteredClient | undefined {
  const client = world.tokens.client(accessKeyIdOf(request));
  return client === undefined || tenants.ofOrg(client.orgId) === undefined ? undefined : client;
}

export function invalidClient(): Answer {
  return refusal(401, 'invalid_client', 'the application or the access key is unknown or revoked');
}

const accessKeySchema = z.object({ accessKeyId: z.string(), accessKeySecret: z.string() });

/** OpenID Connect: a registered application asks on behalf of an access key. */
function grantByPassword(call: AuthCall): Answer {
  const form = new URLSearchParams(call.request.text);
  if (form.get('grant_type') !== 'password') {
    return refusal(400, 'unsupported_grant_type', 'only password is supported');
  }
  const client = clientOfRequest(call.request, call.world, call.tenants);
  const tenant = client === undefined ? undefined : call.tenants.ofOrg(client.orgId);
  if (!isApplication(call.request, tenant)) return invalidClient();
  if (tenant === undefined || client?.clientSecret !== form.get('password')) {
    return refusal(400, 'invalid_grant', 'the access key is unknown or its secret is wrong');
  }
  return granted(call, client, tenant);
}

function grantByAccessKey(call: AuthCall): Answer {
  const { accessKeySecret } = bodyOf(call.request, accessKeySchema);
  const client = clientOfRequest(call.request, call.world, call.tenants);
  const tenant = client === undefined ? undefined : call.tenants.ofOrg(client.orgId);
  if (client === undefined || tenant === undefined || client.clientSecret !== accessKeySecret) {
    return refusal(401, 'invalid_client', 'the access key is unknown or its secret is wrong');
  }
  return granted(call, client, tenant);
}

/** A tenant of a world that registers no application takes any, but not none. */
function isApplication(request: SimulatorRequest, tenant: Tenant | undefined): boolean {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return false;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const separator = text.indexOf(':');
  if (separator < 1) return false;
  if (tenant === undefined || tenant.applications.size === 0) return true;
  return tenant.applications.get(text.slice(0, separator)) === text.slice(separator + 1);
}

function granted(call: AuthCall, client: RegisteredClient, tenant: Tenant): Answer {
  const { world, urls, nowMs } = call;
  const lifetimeMs =
    client.tokenSeconds === undefined ? tokenLifetimeMs : client.tokenSeconds * 1000;
  const body = {
    access_token: world.tokens.issue(client, client.scopes, nowMs, lifetimeMs),
    token_type: 'Bearer',
    expires_in: Math.floor(lifetimeMs / 1000),
    id_token: idTokenOf(tenant, client.clientId, urls.authUrl, nowMs, lifetimeMs),
  };
  return ok(body, { 'Cache-Control': 'no-store' });
}

/** Where the API of a tenant is, which the tenant's token does not tell. */
function discover({ request, tenants, urls }: AuthCall): Answer {
  const tenantId = request.query.get('tenantId') ?? '';
  if (tenantId === '') throw Problem.badRequest('tenantId is required');
  const tenant = tenants.withId(tenantId);
  if (tenant === undefined) throw Problem.notFound(`no tenant ${tenantId}`);
  return ok({
    area: tenant.area,
    cluster: tenant.cluster,
    domain: tenant.domain,
    auth_endpoint: urls.authUrl,
    api_endpoint: urls.apiUrl,
  });
}

function describeProvider({ urls }: AuthCall): Answer {
  return ok({
    issuer: urls.authUrl,
    token_endpoint: `${urls.authUrl}${oidcPath}`,
    grant_types_supported: ['password'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
  });
}

function accessKeyIdOf({ path, text }: SimulatorRequest): string {
  if (path === oidcPath) return new URLSearchParams(text).get('username') ?? '';
  try {
    return accessKeySchema.safeParse(JSON.parse(text)).data?.accessKeyId ?? '';
  } catch {
    return '';
  }
}
