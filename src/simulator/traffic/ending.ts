/** Why a flow let a call go without sending it anywhere. */
export type FlowEnding = 'hungUpInFlow' | 'gaveUpOnFlowError' | 'flowTimedOut' | 'disconnected';

/** How a call ends, all causes told apart; `open` is one that has not ended. The order is the log's code. */
export const endings = [
  'open',
  'answered',
  /** No trunk, or none with a channel left. */
  'noChannel',
  'carrierOutage',
  /** No flow takes the call. */
  'noFlow',
  'hungUpInFlow',
  'gaveUpOnFlowError',
  'flowTimedOut',
  /** The flow ended without a transfer. */
  'disconnected',
  /** The strategy has no queue that can serve. */
  'noQueue',
  'gaveUpInQueue',
] as const;
export type Ending = (typeof endings)[number];
/** The endings of callers whom nobody served. */
export type AbandonCause = Exclude<Ending, 'open' | 'answered'>;

export const abandonCauses = endings.filter(
  (ending): ending is AbandonCause => ending !== 'open' && ending !== 'answered',
);
