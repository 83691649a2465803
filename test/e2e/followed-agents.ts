import { resourceId } from '../../src/cli/demo/identity.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import type { PolicyEdits } from './fleet.js';
import type { FileEdits } from './releases.js';

export const SUPPORT_QUEUE = resourceId('gc-prod-hub', 'queue', 'global_support');
/** Each of four subs can count on a quarter of them: about as many as it has itself. */
const SUPPORT_AGENTS = 1_700;

/** Weights follow the agents, from 30 to 70 where the template says 50. */
export const BY_AGENTS: PolicyEdits = [
  { at: ['traffic', 'step_cap'], value: 20 },
  { at: ['traffic', 'hard_swaps'], value: 'allow' },
  { at: ['traffic', 'weights'], value: 'agents' },
  { at: ['traffic', 'envelope_points'], value: 20 },
];

/** A release in which a sub's own queue and the hub's support share its callers, half and half. */
export const SHARED_CALLERS: FileEdits = {
  'templates/regional_routing/regional_routing.json': (text) =>
    text
      .replace('"weight": 100, "priority": 1', '"weight": 50, "priority": 1')
      .replace('"weight": 0,', '"weight": 50,')
      .replace('"priority": 2', '"priority": 1'),
};

/** The demo's world with a support that can take half of all callers. */
export function withSupport(world: WorldFile): WorldFile {
  return {
    ...world,
    orgs: world.orgs.map((org) => ({
      ...org,
      queues: Object.fromEntries(
        Object.entries(org.queues ?? {}).map(([id, queue]) => [
          id,
          id === SUPPORT_QUEUE ? { ...queue, agents: SUPPORT_AGENTS } : queue,
        ]),
      ),
    })),
  };
}
