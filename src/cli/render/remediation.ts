import type { RemediationResult } from '../../client/index.js';
import type { Palette } from './palette.js';
import { plural } from './words.js';

const GOOD = new Set(['completed', 'rolledBack', 'untouched']);

/** What a remediation did, org by org. */
export function renderRemediation(
  { rolloutId, action, outcomes, refused, report }: RemediationResult,
  palette: Palette,
): string[] {
  const verb = action === 'takeBack' ? 'taken back' : 'finished';
  if (outcomes.length + refused.length === 0)
    return [`${rolloutId} left no org in trouble: nothing was done`];
  return [
    `${palette.strong(rolloutId)}: ${plural(outcomes.length, 'org')} to be ${verb}`,
    ...outcomes.map(({ org, state, reason, command }) => {
      const paint = GOOD.has(state) ? palette.good : palette.bad;
      return paint(`${org} ${state}${reason === undefined ? '' : `: ${reason}`}`).concat(
        command === undefined ? '' : `\n  ${command}`,
      );
    }),
    ...refused.map(({ org, reason }) => palette.notice(`${org} left alone: ${reason}`)),
    ...(report === null ? [] : [`report: ${report}`]),
  ];
}
