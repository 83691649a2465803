import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isRecord } from '../entries.js';
import { isFilledText } from '../filled-text.js';
import { applicationOf } from '../application.js';
import { SecretError } from '../errors.js';
import type { ClientCredentials, SecretProvider, SecretTexts } from '../port.js';
import { referenceOf } from '../reference.js';
import { awsProblem } from './problem.js';

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Credentials from AWS Secrets Manager, for references `aws:name-or-arn`: JSON `{client_id, client_secret}` in the
 * current version. Account, region and endpoint are the SDK's to find, from the process's own environment and files.
 */
export function createAwsSecrets(): SecretProvider & SecretTexts {
  const clients = new Map<string | null, Promise<SecretsManagerClient>>();
  const readWhole = (reference: string): Promise<string | undefined> => {
    const { secretId, region } = referenceOf('aws', reference);
    const client = clients.get(region) ?? createClient(region);
    clients.set(region, client);
    return readText(client, secretId, reference);
  };
  return {
    async read(reference) {
      return credentialsOf(await readWhole(reference), reference);
    },
    async readText(reference) {
      const text = await readWhole(reference);
      const content = tryJson(text ?? '');
      const value = isRecord(content) ? content['value'] : text;
      if (isFilledText(value)) return value;
      throw new SecretError(
        `Credentials "${reference}" are incomplete: the secret must be text, or JSON {"value": "…"}.`,
      );
    },
  };
}

/** The SDK is large: only who has such a reference loads it. It never retries: Temporal does. */
async function createClient(region: string | null): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  return new SecretsManagerClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing.
      httpsAgent: { keepAlive: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    },
    ...(region === null ? {} : { region }),
  });
}

/** Undefined for a binary secret. */
async function readText(
  client: Promise<SecretsManagerClient>,
  secretId: string,
  reference: string,
): Promise<string | undefined> {
  try {
    const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const answer = await (await client).send(new GetSecretValueCommand({ SecretId: secretId }));
    return answer.SecretString;
  } catch (error) {
    // The caught error holds the answer and more: nothing of it may be kept.
    throw awsProblem(reference, error);
  }
}

function credentialsOf(text: string | undefined, reference: string): ClientCredentials {
  const content = tryJson(text ?? '');
  const fields = isRecord(content) ? new Map(Object.entries(content)) : null;
  const [clientId, clientSecret] = [fields?.get('client_id'), fields?.get('client_secret')];
  if (isFilledText(clientId) && isFilledText(clientSecret)) {
    const application = applicationOf((name) => fields?.get(name), `Credentials "${reference}"`);
    return { clientId, clientSecret, ...application };
  }
  throw new SecretError(
    `Credentials "${reference}" are incomplete: the secret must be JSON {"client_id": "…", "client_secret": "…"}, both text.`,
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
