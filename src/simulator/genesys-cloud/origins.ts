import type { Dialect } from '../faults/dialect.js';
import { Problem } from '../http/problem.js';

/** The two origins of Genesys Cloud. */
export interface GenesysCloudOrigins {
  login: Dialect;
  api: Dialect;
}

export function genesysCloudOrigins(): GenesysCloudOrigins {
  const nowhere: Dialect = {
    targetOf: ({ method }) => ({ orgId: null, method, kind: null, resourceId: null }),
    answer: (request) => {
      throw Problem.notFound(`nothing at ${request.path}`);
    },
  };
  return { login: nowhere, api: nowhere };
}
