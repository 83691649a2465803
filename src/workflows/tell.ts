import { getExternalWorkflowHandle, log, type SignalDefinition } from '@temporalio/workflow';
import { failureText } from './failure-text.js';

/**
 * Signals another workflow. One that is gone (terminated, or closed before us) is not our failure: what it left
 * open is found by `rollcall remediate`. Returns whether it was there.
 */
export async function tell<T>(
  workflowId: string,
  signal: SignalDefinition<[T]>,
  message: T,
): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(signal, message);
    return true;
  } catch (error) {
    log.warn('could not signal', { workflowId, signal: signal.name, error: failureText(error) });
    return false;
  }
}
