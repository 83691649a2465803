import { z } from 'zod';
import type { CredentialReference } from '../../domain/credential-reference.js';
import { isFilledText } from '../filled-text.js';
import type { EnvironmentRecord } from '../env.js';
import { applicationOf } from '../application.js';
import { SecretError } from '../errors.js';
import type { ClientCredentials, SecretProvider, SecretTexts } from '../port.js';
import { referenceOf } from '../reference.js';
import { logIn, renew } from './login.js';
import { readVaultOptions } from './options.js';
import { VaultProblem } from './problem.js';
import { refusalOf } from './refusal.js';
import { VaultSession } from './session.js';
import { createVaultWire, type VaultAnswer, type VaultWire } from './wire.js';

type VaultReference = Extract<CredentialReference, { scheme: 'vault' }>;

interface OpenVault {
  readonly wire: VaultWire;
  readonly session: VaultSession;
}

const Secret = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()) }) });
const Deleted = z.object({ data: z.object({ metadata: z.object({ deletion_time: z.string() }) }) });

/**
 * Credentials from the KV engine, version 2, of HashiCorp Vault or OpenBao, for references `vault:mount/path[#prefix]`.
 * The settings are read from VAULT_* and ROLLCALL_VAULT_* at the first reference.
 */
export function createVaultSecrets(env: EnvironmentRecord): SecretProvider & SecretTexts {
  let open: OpenVault | null = null;
  async function pickFrom<T>(reference: string, pick: (fields: Fields) => T): Promise<T> {
    const target = referenceOf('vault', reference);
    try {
      open ??= openVault(env);
      return pick(fieldsOf(await readSecret(open, target), target));
    } catch (error) {
      if (!(error instanceof VaultProblem)) throw error;
      throw new SecretError(
        `Credentials "${reference}" cannot be read from Vault: ${error.message}.`,
        { passing: error.passing },
      );
    }
  }
  return {
    async read(reference): Promise<ClientCredentials> {
      return pickFrom(reference, ({ optional, required, prefix }) => {
        const named = (name: string): string => (prefix === null ? name : `${prefix}_${name}`);
        return {
          clientId: required(named('client_id')),
          clientSecret: required(named('client_secret')),
          ...applicationOf((name) => optional(named(name)), `Credentials "${reference}"`),
        };
      });
    },
    async readText(reference) {
      return pickFrom(reference, ({ required, prefix }) => required(prefix ?? 'value'));
    },
  };
}

/** The fields of a secret. */
interface Fields {
  /** What stands behind `#`. */
  readonly prefix: string | null;
  /** Throws a VaultProblem where there is no text. */
  readonly required: (name: string) => string;
  readonly optional: (name: string) => unknown;
}

function openVault(env: EnvironmentRecord): OpenVault {
  const options = readVaultOptions(env);
  const wire = createVaultWire(options);
  const session = new VaultSession({
    logIn: () => logIn(wire, options.login),
    renew: (lease) => renew(wire, lease),
  });
  return { wire, session };
}

/** A 403 may only mean that the token has run out: one more login, then it is the policy. */
async function readSecret(
  { wire, session }: OpenVault,
  { mount, path }: VaultReference,
): Promise<VaultAnswer> {
  const url = [...mount.split('/'), 'data', ...path.split('/')].map(encodeURIComponent).join('/');
  const read = (token: string): Promise<VaultAnswer> => wire({ method: 'GET', path: url, token });
  const token = await session.token();
  const answer = await read(token);
  if (answer.status !== 403) return answer;
  session.forget(token);
  const fresh = await session.token();
  return fresh === token ? answer : read(fresh);
}

function fieldsOf(answer: VaultAnswer, target: VaultReference): Fields {
  const { mount, path, fieldPrefix: prefix } = target;
  const place = `${mount}/data/${path}`;
  if (answer.status === 404) throw notFound(answer, target);
  if (answer.status !== 200)
    throw refusalOf(
      answer.status,
      place,
      `The token has run out, or its policy lacks: path "${place}" { capabilities = ["read"] }`,
    );
  const read = Secret.safeParse(answer.body);
  if (!read.success)
    throw new VaultProblem(`${place} is no secret of a KV engine, version 2 (is ${mount} one?)`);
  const fields = new Map(Object.entries(read.data.data.data));
  const required = (name: string): string => {
    const value = fields.get(name);
    if (isFilledText(value)) return value;
    throw new VaultProblem(
      `${place} has no text in ${name}; add it: vault kv patch -mount=${mount} ${path} ${name}=-`,
    );
  };
  return { prefix, required, optional: (name) => fields.get(name) };
}

function notFound(answer: VaultAnswer, { mount, path }: VaultReference): VaultProblem {
  const deleted = Deleted.safeParse(answer.body);
  if (deleted.success && deleted.data.data.metadata.deletion_time !== '')
    return new VaultProblem(
      `the latest version of ${path} in ${mount} is deleted: vault kv undelete, or write a new one`,
    );
  const hint = path.startsWith('data/') ? ' (leave data/ out of the reference)' : '';
  return new VaultProblem(
    `there is no ${path} in ${mount}, or ${mount} is no KV engine, version 2${hint}. Check: vault kv get -mount=${mount} ${path}`,
  );
}
