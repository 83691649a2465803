import type { Route } from '../http/route.js';
import { readAgents } from './agent-control.js';
import type { ControlHandler } from './control-call.js';
import { endShock, endShocks, listShocks, placeShock } from './shock-control.js';
import { placeCalls, readCalls } from './test-call-control.js';
import { readCounterfactual, readTruth } from './truth-control.js';

/** What the simulator tells about its callers and agents, and does to them. */
export const trafficRoutes: Route<ControlHandler>[] = [
  { method: 'GET', path: '/_sim/truth', handle: readTruth },
  { method: 'GET', path: '/_sim/counterfactual', handle: readCounterfactual },
  { method: 'POST', path: '/_sim/shocks', handle: placeShock },
  { method: 'GET', path: '/_sim/shocks', handle: listShocks },
  { method: 'DELETE', path: '/_sim/shocks', handle: endShocks },
  { method: 'DELETE', path: '/_sim/shocks/:id', handle: endShock },
  { method: 'POST', path: '/_sim/calls', handle: placeCalls },
  { method: 'GET', path: '/_sim/calls', handle: readCalls },
  { method: 'GET', path: '/_sim/agents', handle: readAgents },
];
