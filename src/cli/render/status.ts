import type { RolloutState, RolloutStatus, WaveStatus } from '../../client/index.js';
import type { Palette } from './palette.js';
import { bar, table, type Cell } from './table.js';
import {
  commandsFor,
  progressOf,
  stateInWords,
  timeOfDay,
  verdictInWords,
  waveStateInWords,
} from './words.js';

const NOTICES = 5;

/** A rollout's status for people, as lines. */
export function renderStatus(
  workflowId: string,
  status: RolloutStatus,
  palette: Palette,
): string[] {
  return [
    ...heading(workflowId, status, palette),
    '',
    ...facts(workflowId, status, palette),
    ...(status.waves.length === 0 ? [] : ['', ...waves(status, palette)]),
    ...trouble(status, palette),
    ...notices(status, palette),
  ];
}

function heading(workflowId: string, status: RolloutStatus, palette: Palette): string[] {
  const commit = status.commit === null ? '' : ` (${status.commit.slice(0, 8)})`;
  const change = status.change === null ? '' : `, ${status.change}`;
  const lines = [
    `${palette.strong(workflowId)}: ${status.release}${commit} into ${status.environment}, requested by ${status.requestedBy}${change}`,
  ];
  if (status.timeScale > 1) {
    lines.push(
      palette.notice(`REHEARSAL: the clock runs ${status.timeScale}× as fast as the wall's`),
    );
  }
  return lines;
}

function facts(workflowId: string, status: RolloutStatus, palette: Palette): string[] {
  const paused = status.paused ? palette.notice(' (paused: no further org is started)') : '';
  const state = colourOfState(status.state, palette)(stateInWords(status.state));
  const rows: [string, string][] = [['State', `${state}${paused}`]];
  const { awaiting, changes, orgs } = status;
  if (awaiting !== null) {
    const until = awaiting.until === undefined ? '' : `, until ${timeOfDay(awaiting.until)}`;
    rows.push(['Waits', `${awaiting.what}, since ${timeOfDay(awaiting.since)}${until}`]);
    commandsFor(workflowId, awaiting).forEach((command, index) => {
      rows.push([index === 0 ? 'Answer' : '', palette.strong(command)]);
    });
  }
  rows.push([
    'Orgs',
    `${orgs.completed} completed, ${orgs.rolledBack} rolled back, ${orgs.failed} failed, ${orgs.untouched} untouched`,
  ]);
  if (changes !== null) {
    rows.push([
      'Plan',
      `${changes.added} added, ${changes.modified} modified, ${changes.unchanged} unchanged, ${changes.kept} kept, ${changes.conflict} in conflict`,
    ]);
  }
  rows.push(['Writes', String(status.writes)]);
  if (status.report !== null) rows.push(['Report', status.report]);
  return rows.map(([name, value]) => `${name.padEnd(8)}${value}`);
}

function waves(status: RolloutStatus, palette: Palette): string[] {
  const header = ['Wave', 'State', '', 'Orgs', 'Verdict'].map((text): Cell => ({
    text,
    paint: palette.quiet,
    right: text === 'Orgs',
  }));
  return table([header, ...status.waves.map((wave) => waveRow(wave, status, palette))]);
}

function waveRow(wave: WaveStatus, status: RolloutStatus, palette: Palette): Cell[] {
  const { done } = progressOf(wave, status);
  const verdict = wave.verdict;
  const paint = colourOfWave(wave, palette);
  return [
    { text: `${wave.index} ${wave.name}` },
    { text: waveStateInWords(wave.state), paint },
    { text: bar(done, wave.orgs.length), paint },
    { text: `${done}/${wave.orgs.length}`, right: true },
    {
      text: verdict === null ? '' : verdictInWords(verdict),
      paint: verdict?.label === 'fail' ? palette.bad : (text) => text,
    },
  ];
}

function trouble(status: RolloutStatus, palette: Palette): string[] {
  const bad = status.outcomes.filter(
    (outcome) => outcome.state === 'failed' || outcome.state === 'stranded',
  );
  if (bad.length === 0) return [];
  return [
    '',
    ...bad.map((outcome) =>
      palette.bad(`${outcome.org} ${outcome.state}: ${outcome.reason ?? 'no reason recorded'}`),
    ),
  ];
}

function notices(status: RolloutStatus, palette: Palette): string[] {
  const last = status.notices.slice(-NOTICES);
  if (last.length === 0) return [];
  return ['', ...last.map((notice) => palette.notice(`! ${notice}`))];
}

/** The colour that a state is shown in. */
export function colourOfState(state: RolloutState, palette: Palette): (text: string) => string {
  if (state === 'succeeded') return palette.good;
  if (['rolledBack', 'rejected', 'incomplete', 'failed', 'rollingBack'].includes(state)) {
    return palette.bad;
  }
  return state === 'awaitingApproval' || state === 'held' ? palette.notice : palette.strong;
}

function colourOfWave(wave: WaveStatus, palette: Palette): (text: string) => string {
  if (wave.state === 'passed' || wave.state === 'kept') return palette.good;
  if (wave.state === 'takenBack') return palette.bad;
  return wave.state === 'waiting' ? palette.quiet : palette.strong;
}
