import { isFilledText } from './filled-text.js';
import { SecretError } from './errors.js';
import type { ClientCredentials } from './port.js';

/** What fields of a secret are called; some stores put something before it. */
export const APPLICATION_FIELDS = ['application_id', 'application_secret'] as const;

/**
 * The registered application beside the client, where the secret has one. `subject` begins the sentence of the
 * SecretError where only half of it is there.
 */
export function applicationOf(
  fieldOf: (name: (typeof APPLICATION_FIELDS)[number]) => unknown,
  subject: string,
): Pick<ClientCredentials, 'application'> {
  const [id, secret] = APPLICATION_FIELDS.map(fieldOf);
  if (id === undefined && secret === undefined) return {};
  if (isFilledText(id) && isFilledText(secret)) return { application: { id, secret } };
  throw new SecretError(
    `${subject} are incomplete: ${APPLICATION_FIELDS.join(' and ')} must both be text (quote numbers), or both be left out.`,
  );
}
