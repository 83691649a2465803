import { EXTERNAL_FLAG, flagNames } from '../../domain/canary/flags.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import type { ReceivedApproval } from './received-approvals.js';
import type { Run } from './run.js';
import { concernsOf, flagsToName, isPausedByWeather } from './standing.js';

interface Reviewable {
  /** What to look at, whatever the evidence says. */
  readonly flags: readonly string[];
  /** The wave that the decision is about. */
  readonly wave?: PlannedWave;
}

/** What the person who decides should look at, as it is now. */
export function concerns(run: Run, gate: Reviewable): readonly string[] {
  return gate.wave === undefined ? gate.flags : [...gate.flags, ...concernsOf(run, gate.wave)];
}

/** What an approval has to name. */
export function toName(run: Run, { wave }: Pick<Reviewable, 'wave'>): readonly string[] {
  return wave === undefined ? [] : flagsToName(run, wave);
}

/** Approvals that name every flag, and why the others do not count. */
export function reviewed(
  run: Run,
  gate: Pick<Reviewable, 'wave'>,
  approvals: readonly ReceivedApproval[],
): { readonly counted: readonly ReceivedApproval[]; readonly objections: readonly string[] } {
  const flags = toName(run, gate);
  const missingIn = ({ flag }: ReceivedApproval): string[] =>
    flags.filter((name) => !flagNames(flag).includes(name));
  return {
    counted: approvals.filter((approval) => missingIn(approval).length === 0),
    objections: approvals.flatMap((approval) => {
      const missing = missingIn(approval);
      if (missing.length === 0) return [];
      return [
        `the approval by ${approval.by} does not count: it does not name what is flagged ("flag":"${missing.join(',')}")`,
      ];
    }),
  };
}

/** Why approvals that would do open nothing yet: they are kept, and open the gate when the weather clears. */
export function objectionOfWeather(
  run: Run,
  { wave }: Pick<Reviewable, 'wave'>,
  approvals: readonly ReceivedApproval[],
): string | null {
  if (wave === undefined || !isPausedByWeather(run, wave)) return null;
  const isNamed = approvals.some(({ flag }) => flagNames(flag).includes(EXTERNAL_FLAG));
  if (isNamed) return null;
  return `approved, and paused: outside cause suspected; name the flag ${EXTERNAL_FLAG} to go on all the same`;
}
