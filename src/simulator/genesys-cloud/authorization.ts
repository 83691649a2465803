import { ok, type Answer } from '../http/answer.js';
import type { GenesysCall } from './api-call.js';

/** What the caller's roles grant: one policy for each of the client's scopes, stars spelled as the vendor does. */
export function getMySubject(call: GenesysCall): Answer {
  const { clientId, scopes } = call.grant;
  const policies = scopes.map((scope) => {
    const [domain = '', entityName = '*', action = '*'] = scope.split(':');
    return { domain, entityName, actions: [action] };
  });
  const role = { id: `${clientId}-role`, name: 'Role of the client', policies };
  return ok({
    id: clientId,
    name: clientId,
    grants: [{ subjectId: clientId, division: { id: '*', name: 'All' }, role }],
    version: 1,
    selfUri: '/api/v2/authorization/subjects/me',
  });
}
