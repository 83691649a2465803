import type { WorldFile } from '../../src/simulator/world-file.js';

/** A share of a world's callers, and of the agents who answer them. */
export function withFewerCallers(world: WorldFile, share: number): WorldFile {
  return {
    ...world,
    orgs: world.orgs.map((org) => ({
      ...org,
      callers:
        org.callers === null || org.callers === undefined
          ? null
          : { ...org.callers, perMinute: org.callers.perMinute * share },
      queues: Object.fromEntries(
        Object.entries(org.queues ?? {}).map(([id, queue]) => [
          id,
          { ...queue, agents: Math.ceil((queue.agents ?? 1) * share) },
        ]),
      ),
    })),
  };
}
