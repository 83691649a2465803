import { answering, type Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import { matchRoute, type Route } from '../http/route.js';
import type { Simulation } from '../simulation.js';
import { readOverview } from '../page/overview.js';
import { changeClock, readClock } from './clock-control.js';
import type { ControlHandler } from './control-call.js';
import { editResource } from './edit-control.js';
import { clearFaults, listFaults, placeFault, removeFault } from './fault-control.js';
import { getOrg, listOrgs } from './org-control.js';
import { trafficRoutes } from './traffic-routes.js';
import { health, loadWorld, readJournal } from './world-control.js';

export const controlPrefix = '/_sim/';

const controlRoutes: Route<ControlHandler>[] = [
  { method: 'GET', path: '/_sim/health', handle: health },
  { method: 'POST', path: '/_sim/world', handle: loadWorld },
  { method: 'GET', path: '/_sim/clock', handle: readClock },
  { method: 'POST', path: '/_sim/clock', handle: changeClock },
  { method: 'GET', path: '/_sim/journal', handle: readJournal },
  { method: 'GET', path: '/_sim/overview', handle: readOverview },
  { method: 'GET', path: '/_sim/orgs', handle: listOrgs },
  { method: 'GET', path: '/_sim/orgs/:id', handle: getOrg },
  { method: 'POST', path: '/_sim/edits', handle: editResource },
  { method: 'POST', path: '/_sim/faults', handle: placeFault },
  { method: 'GET', path: '/_sim/faults', handle: listFaults },
  { method: 'DELETE', path: '/_sim/faults', handle: clearFaults },
  { method: 'DELETE', path: '/_sim/faults/:id', handle: removeFault },
  ...trafficRoutes,
];

/** Answers a request to the simulator itself. */
export function answerControl(request: SimulatorRequest, simulation: Simulation): Answer {
  return answering(() => {
    simulation.advance();
    const { handle, params } = matchRoute(controlRoutes, request.method, request.path);
    return handle({ simulation, request, params });
  });
}
