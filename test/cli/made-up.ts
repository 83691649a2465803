import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MadeUpConfiguration } from '../../bench/plan/configuration.js';
import { makeUpEnterprise, type MadeUpEnterprise } from '../../bench/plan/enterprise.js';
import { run } from '../../src/cli/program.js';
import { isKind } from '../../src/platforms/kind-calls.js';
import { git } from '../../src/release/git.js';
import { startSimulator } from '../../src/simulator/server.js';
import { journal, post } from '../e2e/enterprise.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

/** A made-up enterprise in a real simulator, and the command line in front of it. */
export interface MadeUpStage extends MadeUpEnterprise {
  readonly url: string;
  readonly folder: string;
  /** Runs a command with the enterprise's settings, some of them changed; empty unsets one. */
  rollcall(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<RecordingTerminal & { readonly exitCode: number }>;
  /** Every ref of the ledger and every write to an org so far: the same before and after whoever only reads. */
  traces(): Promise<string>;
  stop(): Promise<void>;
}

const SMALL: Omit<MadeUpConfiguration, 'simulatorUrl'> = {
  subs: { na_east: 2, eu_central: 3 },
  queues: 2,
  strategies: 1,
  flows: 1,
  trunks: 1,
  blocks: 3,
  weight: 100,
};

/** Sets it up: five subs and a hub unless told otherwise, all as v1 has them. */
export async function setMadeUpStage(
  configuration: Partial<MadeUpConfiguration> = {},
): Promise<MadeUpStage> {
  const simulator = await startSimulator({ port: 0, frozen: true, dialects: ['guide'] });
  const { url } = simulator;
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-plan-'));
  const enterprise = await makeUpEnterprise(folder, {
    ...SMALL,
    ...configuration,
    simulatorUrl: url,
  });
  return {
    ...enterprise,
    url,
    folder,
    // Planner and simulator share a process here: on a busy machine an answer for sixty orgs may come too late, once.
    adopt: (tag) =>
      enterprise.adopt(tag).catch((error: unknown) => {
        if (!isKind(error, 'noAnswer')) throw error;
        return enterprise.adopt(tag);
      }),
    rollcall: async (args, env = {}) => {
      const terminal = recordingTerminal();
      const exitCode = await run(args, { env: { ...enterprise.variables, ...env }, terminal });
      return { ...terminal, exitCode };
    },
    traces: async () => {
      const refs = await git([`--git-dir=${enterprise.ledger}`, 'for-each-ref']);
      return `${refs.toString('utf8')}${JSON.stringify(await journal(url))}`;
    },
    stop: async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A person's edit of an org's resource, past the API. */
export async function editByHand(
  { url }: Pick<MadeUpStage, 'url'>,
  edit: {
    readonly org: string;
    readonly kind: string;
    readonly name: string;
    readonly patch: Record<string, unknown>;
  },
): Promise<void> {
  const { org, ...rest } = edit;
  await post(`${url}/_sim/edits`, { ...rest, orgId: `real-${org}`, by: 'lee' });
}
