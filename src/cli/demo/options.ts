import type { DemoPlatform } from './platforms.js';

/** What the demo shows. */
export const scenarios = ['healthy', 'bad-flow', 'trip'] as const;
export type Scenario = (typeof scenarios)[number];

export interface DemoOptions {
  readonly platform: DemoPlatform;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Approves every expansion without asking. */
  readonly yes: boolean;
  readonly json: boolean;
  /** Leaves everything running at the end. */
  readonly keep: boolean;
  readonly timeScale: number;
  readonly stateDir: string;
}

/** Tags of the demo's own configuration repository. */
export const releaseTag = {
  adopted: 'v2.0.0',
  good: 'v2.1.0',
  badFlow: 'v2.1.0-bad-flow',
} as const;

/** The release that a scenario rolls out. */
export function releaseOf(scenario: Scenario): string {
  return scenario === 'bad-flow' ? releaseTag.badFlow : releaseTag.good;
}

export const demoEnvironment = 'production';
export const demoFolder = 'config';
