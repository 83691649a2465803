/** What CI pipelines and the command line call: the public interface of Rollcall. */
export { connect, connectionTarget, NO_ENCRYPTION, type ConnectOptions } from './connect.js';
export { decide } from './decide.js';
export { RollcallError, type RollcallErrorKind } from './errors.js';
export { listRollouts, onlyRollout, type ListedRollout } from './list.js';
export { moveLine } from './line.js';
export {
  startRemediation,
  type RemediationRequest,
  type RemediationResult,
  type StartedRemediation,
} from './remediate.js';
export { remediationCommand } from './remediation.js';
export { chartsOf, reportOf, type ReportPicture, type RolloutReport } from './report.js';
export { remediationsOf, type RemediationOf } from './remediations.js';
export { missingSearchAttributes, searchAttributes } from './search-attributes.js';
export { resourcesOf, type OrgTracking } from './org-resources.js';
export { rolloutKeyOf } from './rollout-key.js';
export { startRollout, type StartedRollout, type StartOptions } from './start-rollout.js';
export { endOfRollout, hasEnded, statusOf } from './status.js';
export { hasWorkers } from './task-queue.js';
export { endOf, reasonOf, waitForEnd, type RolloutEnd } from './wait-for-end.js';
export { isFinal, waitUntilResolved, watch, type WatchOptions } from './watch.js';
export { webUiLink } from './web-ui.js';
export type { LineState, LineStop } from '../domain/line.js';
export type { LineRequest } from '../workflows/line.js';
export type { Finding } from '../domain/release-model.js';
export type {
  Awaiting,
  OrgCounts,
  OrgOutcome,
  RolloutOutcome,
  RolloutState,
  RolloutStatus,
  RolloutSummary,
  WaveStatus,
} from '../domain/rollout-status.js';
export type { DecisionAnswer, DecisionRequest, RolloutRequest } from '../workflows/messages.js';
