import { z } from 'zod';
import { WireError } from '../../http/errors.js';
import { isKind } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, OrgClient, TokenProof } from '../port.js';
import type { Context } from './context.js';
import { knownPermissions, sufficientFor } from './permissions.js';

const SUBJECT = '/api/v2/authorization/subjects/me';
const subjectSchema = z.object({
  grants: z
    .array(
      z.object({
        role: z
          .object({
            policies: z
              .array(
                z.object({
                  domain: z.string().optional(),
                  entityName: z.string().optional(),
                  actions: z.array(z.string()).default([]),
                }),
              )
              .default([]),
          })
          .optional(),
      }),
    )
    .default([]),
});

/** Tokens have no scopes here: what a client may do its roles say, and the platform tells of these when asked. */
export function createTokenCalls(
  context: Context,
): Pick<OrgClient, 'acquireToken' | 'grantedScopes'> {
  return {
    acquireToken: (scopes, options = {}) => acquireToken(context, scopes, options),
    grantedScopes: (options = {}) => granted(context, options),
  };
}

async function acquireToken(
  context: Context,
  needed: readonly string[],
  options: CallOptions,
): Promise<TokenProof> {
  const { expiresAtMs } = await context.api.token([], options.signal);
  const held = await granted(context, options);
  const missing = held === null ? [] : needed.filter((one) => !held.includes(one));
  if (missing.length > 0) throw await missingPermissions(context, missing);
  return { expiresAt: new Date(expiresAtMs).toISOString(), scopes: held ?? [] };
}

async function missingPermissions(
  { org, clientId }: Context,
  missing: readonly string[],
): Promise<WireError> {
  const facts = { kind: 'forbidden', org, method: 'GET', path: SUBJECT } as const;
  return new WireError(
    `The roles of the OAuth client ${await clientId()} of ${org} lack ${missing.join(', ')}. Add them to a role of that client in the platform's administration of ${org}; "rollcall doctor --permissions" lists all that it needs.`,
    facts,
  );
}

/**
 * The permissions of all roles, sorted. Roles may have stars in them: those that this adapter may need are named one
 * by one, and the star itself as well, since it grants more. Null where the platform does not let the client ask.
 */
async function granted(
  { org, api }: Context,
  options: CallOptions,
): Promise<readonly string[] | null> {
  const asked = { method: 'GET', path: SUBJECT } as const;
  try {
    const answer = await api.send({ ...options, ...asked });
    const { grants } = parseBody(subjectSchema, answer.body, { org, ...asked });
    const held = grants.flatMap(({ role }) =>
      (role?.policies ?? []).flatMap(({ domain = '', entityName = '*', actions }) =>
        actions.map((action) => `${domain}:${entityName}:${action}`),
      ),
    );
    const named = knownPermissions().filter((one) =>
      sufficientFor(one).some((enough) => held.some((grant) => matches(grant, enough))),
    );
    return [...new Set([...held, ...named])].toSorted();
  } catch (error) {
    if (isKind(error, 'forbidden', 'notFound')) return null;
    throw error;
  }
}

function matches(grant: string, permission: string): boolean {
  const wanted = permission.split(':');
  return grant.split(':').every((part, at) => part === '*' || part === wanted[at]);
}
