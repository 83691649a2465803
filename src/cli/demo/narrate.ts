import type { RolloutStatus } from '../../client/index.js';
import { changesBetween } from '../render/changes.js';
import { timeOfDay } from '../render/words.js';
import type { DemoOptions } from './options.js';

/** Tells what happens. */
export interface Narrator {
  say(line: string): void;
  started(workflowId: string): void;
  status(workflowId: string, before: RolloutStatus | null, after: RolloutStatus): void;
  decided(taken: string): void;
}

/** A narrator that prints lines with the time before them. */
export function createNarrator(print: (line: string) => void): Narrator {
  const say = (line: string): void => print(`${timeOfDay(new Date().toISOString())} ${line}`);
  return {
    say,
    started: (workflowId) => say(`started ${workflowId}`),
    status: (workflowId, before, after) => {
      for (const line of changesBetween(workflowId, before, after)) say(`  ${line}`);
    },
    decided: (taken) => say(`  → ${taken}`),
  };
}

const stories: Readonly<Record<DemoOptions['scenario'], string>> = {
  healthy: 'a good release: canary, expansion by approval, all orgs',
  'bad-flow': "a release that breaks the regions' voice flow: the canary is taken back",
  trip: 'a good release whose breaker is tripped in the first wave of subs',
};

/** What the demo is about to do, and what its clock means. */
export function introduction(options: DemoOptions): string[] {
  return [
    `Scenario ${options.scenario}: ${stories[options.scenario]}.`,
    `The platform's clock runs ${options.timeScale}× as fast as the wall's, so 15 minutes of stabilization take ${Math.round(900 / options.timeScale)} s; the policy's numbers stay as they are in config/policy.yaml.`,
  ];
}
