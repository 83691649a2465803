import type { WorldFile } from '../../src/simulator/world-file.js';

const HANDLE_SECONDS = 240;
/** Agents beyond the load, in its standard deviations: hardly anybody waits. */
const SPARE = 3;
/** Straight into each queue, beside the calls of the strategies. */
const CELL_CALLS_AT_ONCE = 4;
const LANGUAGES = ['en-US', 'de-DE'];

/** What the agents at the queues of one org have not got. */
export interface Lack {
  /** Logical id, as the world's orgs are called. */
  readonly org: string;
  readonly what: 'skill' | 'language';
}

/**
 * A staging as one is: nobody calls but the load, and there are agents enough for production's calls times `scale`, who
 * speak the languages and have the skill of their queue.
 */
export function staffed(world: WorldFile, scale: number, lack: Lack | null): WorldFile {
  return {
    ...world,
    warmUpMinutes: 0,
    orgs: world.orgs.map((org) => ({
      ...org,
      callers: null,
      queues: Object.fromEntries(
        Object.entries(org.queues ?? {}).map(([queueId, { agents = 0, skill = '' }]) => [
          queueId,
          {
            groups: [
              {
                agents: enough(agents * scale),
                skills: skillsOf(skill, lack?.org === org.name ? lack.what : null),
                handleSeconds: HANDLE_SECONDS,
              },
            ],
          },
        ]),
      ),
    })),
  };
}

function enough(load: number): number {
  return Math.ceil(load + SPARE * Math.sqrt(load)) + CELL_CALLS_AT_ONCE;
}

function skillsOf(skill: string, lacking: Lack['what'] | null): string[] {
  const own = lacking === 'skill' || skill === '' ? [] : [skill];
  return lacking === 'language' ? own : [...own, ...LANGUAGES];
}
