import type { Dialect } from '../faults/dialect.js';
import { addressOf } from './api-routes.js';
import { answerApi, orgOfRequest } from './api.js';

/** The guide's contract: login and API share one origin. */
export const guideDialect: Dialect = {
  targetOf: (request, simulation, nowMs) => ({
    orgId: orgOfRequest(request, simulation.world, nowMs),
    method: request.method,
    ...addressOf(request.path),
  }),
  answer: (request, simulation, nowMs) => answerApi(request, simulation.world, nowMs),
};
