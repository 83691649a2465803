import { createHmac } from 'node:crypto';
import type { Tenant } from './tenants.js';

/** Nobody is meant to check the signature: the token is read for what it says. */
const signingKey = 'simulated';

/** The OpenID Connect token that says to which tenant an access key belongs. */
export function idTokenOf(
  tenant: Tenant,
  accessKeyId: string,
  issuer: string,
  nowMs: number,
  lifetimeMs: number,
): string {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = {
    iss: issuer,
    sub: `user:${accessKeyId}`,
    tenantId: tenant.tenantId,
    icBUId: tenant.businessUnitId,
    icClusterId: tenant.cluster,
    area: tenant.area,
    iat: issuedAt,
    exp: issuedAt + Math.floor(lifetimeMs / 1000),
  };
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${signed}.${createHmac('sha256', signingKey).update(signed).digest('base64url')}`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
