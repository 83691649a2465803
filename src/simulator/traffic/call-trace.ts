import type { Ending } from './ending.js';

/** What a test call met, as it met it. Times are platform time. */
export interface CallTrace {
  readonly id: string;
  readonly placedAtMs: number;
  trunkId: string | null;
  /** The blocks of the flow, in the order in which the call reached them. */
  blocks: { id: string; atMs: number }[];
  /** Those of them that failed; `start` where the flow failed before its first block. */
  errors: { id: string; atMs: number }[];
  strategyId: string | null;
  queueId: string | null;
  queuedAtMs: number | null;
  /** When an agent's telephone began to ring. */
  assignedAtMs: number | null;
  /** Of the agent who answered; languages too. */
  agentSkills: readonly string[] | null;
  answeredAtMs: number | null;
  endedAtMs: number | null;
  /** `answered` as soon as an agent speaks, also while the conversation lasts. */
  ending: Ending;
}

export function newTrace(id: string, placedAtMs: number): CallTrace {
  return {
    id,
    placedAtMs,
    trunkId: null,
    blocks: [],
    errors: [],
    strategyId: null,
    queueId: null,
    queuedAtMs: null,
    assignedAtMs: null,
    agentSkills: null,
    answeredAtMs: null,
    endedAtMs: null,
    ending: 'open',
  };
}
