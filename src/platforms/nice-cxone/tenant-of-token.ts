import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';

/**
 * The tenant that a grant is for, as its `id_token` says; null where it does not. The signature is not looked at: the
 * answer came from the login itself.
 */
export function tenantOfGrant({ id_token: token }: JsonObject): string | null {
  const payload = typeof token === 'string' ? token.split('.')[1] : undefined;
  const claims = payload === undefined ? undefined : parsed(payload);
  if (!isJsonObject(claims)) return null;
  const { tenantId } = claims;
  return typeof tenantId === 'string' && tenantId !== '' ? tenantId : null;
}

function parsed(payload: string): Json | undefined {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
