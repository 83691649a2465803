import type { Run } from './run.js';

/** Why the rollout is no pass of its release, however it goes; null where it would be one. */
export function noPassBecause(run: Run): string | null {
  const { dryRun, adopt, only, except, emergency } = run.input;
  if (dryRun) return 'it is a dry run';
  if (adopt) return 'it is an adoption';
  if (only !== undefined || except !== undefined) return 'it leaves orgs out';
  if (run.resolved.heldBack.length > 0) return 'orgs are held back';
  if (run.plan.conflicts > 0) return 'paths in conflict are held';
  // Where nothing was to be written nobody was asked, and two people have to answer for an emergency.
  if (emergency && run.record.approvals.length === 0) return 'nobody answers for the emergency';
  return null;
}

/** True where a release passes only with its staging gate passed. */
export function isGated(run: Run): boolean {
  return run.resolved.policy.stagingGate?.requiredIn.includes(run.input.environment) === true;
}
