import { orgCountsText } from '../../domain/org-counts.js';
import {
  reasonOf,
  type RolloutEnd,
  type RolloutState,
  type RolloutStatus,
} from '../../client/index.js';
import type { Palette } from './palette.js';
import { commandsFor, stateInWords, stoppedInWords, timeOfDay } from './words.js';

/** State, what is awaited and counts, a line each. */
export function facts(
  workflowId: string,
  status: RolloutStatus,
  palette: Palette,
  end: RolloutEnd | null,
): string[] {
  const rows = [
    ...stateRows(status, palette, end),
    // It waits for nothing any more, whatever it says, where it did not end by itself.
    ...(end === null || end.kind === 'finished' ? awaitingRows(workflowId, status, palette) : []),
    ...(end === null ? questionRows(workflowId, status, palette) : []),
  ];
  const { changes, orgs, approvals } = status;
  rows.push(['Orgs', orgCountsText(orgs)]);
  if (changes !== null) {
    rows.push([
      'Plan',
      `${changes.added} added, ${changes.modified} modified, ${changes.unchanged} unchanged, ${changes.kept} kept, ${changes.conflict} in conflict`,
    ]);
  }
  for (const [index, { gate, by, identity }] of approvals.entries())
    rows.push([index === 0 ? 'Approved' : '', `${gate} by ${by} (${identity})`]);
  rows.push(['Writes', String(status.writes)]);
  if (status.report !== null) rows.push(['Report', status.report]);
  return rows.map(([name, value]) => `${name.padEnd(LABEL)}${value}`);
}

/** The longest label and two spaces. */
const LABEL = 'Approved'.length + 2;

type Row = readonly [name: string, value: string];

function stateRows(status: RolloutStatus, palette: Palette, end: RolloutEnd | null): Row[] {
  const paused = status.paused ? palette.notice(' (paused: no further org is started)') : '';
  const state = stateInWords(status.state);
  const reason = end === null ? null : reasonOf(end);
  return [
    // What was stopped from outside still has the state in which it was stopped.
    end?.kind === 'stopped'
      ? ['State', `${palette.bad(stoppedInWords(end.how))} (it was: ${state})`]
      : ['State', `${colourOfState(status.state, palette)(state)}${paused}`],
    ...(reason === null ? [] : [['Reason', reason] as const]),
  ];
}

function awaitingRows(workflowId: string, status: RolloutStatus, palette: Palette): Row[] {
  const { awaiting } = status;
  if (awaiting === null) return [];
  const until = awaiting.until === undefined ? '' : `, until ${timeOfDay(awaiting.until)}`;
  const label = awaiting.gate === undefined ? 'To stop' : 'Answer';
  return [
    ['Waits', `${awaiting.what}, since ${timeOfDay(awaiting.since)}${until}`],
    ...commandsFor(workflowId, { ...status, awaiting }).map((command, index): Row => [
      index === 0 ? label : '',
      palette.strong(command),
    ]),
  ];
}

/** What people are asked beside: nothing else waits for it. */
function questionRows(workflowId: string, status: RolloutStatus, palette: Palette): Row[] {
  const { questions = [], planDigest } = status;
  return questions.flatMap((question): Row[] => [
    ['Asked', `${question.what}, since ${timeOfDay(question.since)}`],
    ...commandsFor(workflowId, { awaiting: question, planDigest }).map((command): Row => [
      '',
      palette.strong(command),
    ]),
  ]);
}

/** The colour that a state is shown in. */
function colourOfState(state: RolloutState, palette: Palette): (text: string) => string {
  if (state === 'succeeded') return palette.good;
  if (
    ['rolledBack', 'rejected', 'superseded', 'incomplete', 'failed', 'rollingBack'].includes(state)
  ) {
    return palette.bad;
  }
  return state === 'awaitingApproval' || state === 'held' ? palette.notice : palette.strong;
}
