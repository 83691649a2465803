import type { RolloutEnd, RolloutStatus, WaveStatus } from '../../client/index.js';
import { stagingGateLines } from '../../domain/synthetic/gate-status.js';
import { facts } from './facts.js';
import type { Palette } from './palette.js';
import { bar, table, type Cell } from './table.js';
import { progressOf, verdictInWords, waveStateInWords } from './words.js';

const NOTICES = 5;

/** What the status itself does not know. */
export interface Surroundings {
  /** `host:port` of the Temporal server. */
  readonly server?: string;
  /** How it ended; null while it runs. */
  readonly end?: RolloutEnd | null;
}

/** A rollout's status for people, as lines. */
export function renderStatus(
  workflowId: string,
  status: RolloutStatus,
  palette: Palette,
  { server, end = null }: Surroundings = {},
): string[] {
  return [
    ...heading(workflowId, status, palette),
    ...(server === undefined ? [] : [palette.quiet(`on the Temporal server ${server}`)]),
    '',
    ...facts(workflowId, status, palette, end),
    ...(status.waves.length === 0 ? [] : ['', ...waves(status, palette)]),
    ...stagingGate(status, palette),
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
  lines.push(
    ...status.warnings.map((warning) => palette.strong(palette.bad(`WARNING: ${warning}`))),
  );
  return lines;
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

/** As board and report say it, without their marks. */
function stagingGate({ stagingGate: gate }: RolloutStatus, palette: Palette): string[] {
  const lines = stagingGateLines(gate).map((line) => line.replaceAll('**', ''));
  if (gate === undefined) return lines;
  const paint = gate.state === 'failed' || gate.state === 'unknown' ? palette.bad : palette.notice;
  return [
    '',
    ...lines.filter((line) => line !== '').map((line, at) => (at === 0 ? paint(line) : line)),
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

function colourOfWave(wave: WaveStatus, palette: Palette): (text: string) => string {
  if (wave.state === 'passed' || wave.state === 'kept') return palette.good;
  if (wave.state === 'takenBack') return palette.bad;
  return wave.state === 'waiting' ? palette.quiet : palette.strong;
}
