import { Problem } from '../http/problem.js';
import { requestsPerMinute } from './client-rates.js';

export const lockedByUser = 'architect.flow.locked.by.user';
export const notLockedByUser = 'architect.flow.not.locked.by.user';

export function badCredentials(): Problem {
  return new Problem(401, 'bad.credentials', 'Invalid login credentials.');
}

export function missingPermission(permission: string): Problem {
  const message =
    'Unable to perform the requested action. You are missing the following permission(s): ' +
    permission;
  return new Problem(403, 'missing.permissions', message);
}

export function tooManyRequests(retryAfterSeconds: number): Problem {
  const message =
    `Rate limit exceeded the maximum. Retry the request in [${retryAfterSeconds}] seconds ` +
    `(limit: ${requestsPerMinute} requests per 60 seconds)`;
  return new Problem(429, 'too.many.requests.retry.after', message, [], {
    'Retry-After': String(retryAfterSeconds),
  });
}

/** The architect's answer to a body that was read too long ago. */
export function versionConflict(given: number, current: number): Problem {
  const message = `The version ${given} is not the current version ${current}: the resource was changed.`;
  return new Problem(409, 'general.conflict', message);
}

/** The directory's answer to the same. */
export function versionMismatch(given: number, current: number): Problem {
  const message = `The version ${given} does not match the current version ${current}.`;
  return Problem.badRequest(message);
}

export function nameTaken(kind: string, name: string): Problem {
  return new Problem(409, 'general.conflict', `A ${kind} named '${name}' already exists.`);
}

export function numberTaken(number: string): Problem {
  return new Problem(409, 'general.conflict', `The DNIS ${number} is used by another IVR.`);
}

export function flowLocked(holder: string): Problem {
  return new Problem(409, lockedByUser, `The flow is locked by ${holder}.`);
}

export function flowNotLocked(): Problem {
  return new Problem(
    409,
    notLockedByUser,
    'The flow is not locked by the requesting user or client.',
  );
}

export function operationInProgress(): Problem {
  const message = 'An operation is already in progress on the flow.';
  return new Problem(409, 'operation.already.in.progress', message);
}

export function missingDependencies(names: string[]): Problem {
  const message = `The flow cannot be published: missing dependencies ${names.join(', ')}.`;
  return new Problem(409, 'cannot.publish.missing.dependencies', message);
}
