import type { RefusalReader } from '../../http/answer.js';
import type { WireErrorKind } from '../../http/errors.js';

/** What the platform's codes mean, where their status says less. */
const KIND_OF_CODE: Readonly<Record<string, WireErrorKind>> = {
  'architect.flow.locked.by.user': 'locked',
  'operation.already.in.progress': 'locked',
  // Somebody broke the lock that this client had: what was read no longer counts.
  'architect.flow.not.locked.by.user': 'preconditionFailed',
  'cannot.publish.missing.dependencies': 'rejected',
};

/** Refusals that Genesys Cloud words its own way. */
export const refusalOf: RefusalReader = (status, body) => {
  const { code, message, error, error_description: told, description = told } = body;
  const says = (text: unknown, pattern: RegExp): boolean =>
    typeof text === 'string' && pattern.test(text);
  if (status === 400 && error === 'invalid_request' && says(description, /rate limit exceeded/i))
    return 'rateLimited';
  if (status === 400 && says(message, /does not match the current version/i))
    return 'preconditionFailed';
  const known = typeof code === 'string' && Object.hasOwn(KIND_OF_CODE, code);
  return status === 409 && known ? (KIND_OF_CODE[code] ?? null) : null;
};
