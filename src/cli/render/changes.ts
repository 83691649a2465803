import type { RolloutStatus, WaveStatus } from '../../client/index.js';
import {
  commandsFor,
  nameOfWave,
  verdictInWords,
  plural,
  progressOf,
  stateInWords,
  timeOfDay,
  waveStateInWords,
} from './words.js';

/** What changed from one status to the next, a line each: for logs, where nothing can be redrawn. */
export function changesBetween(
  workflowId: string,
  before: RolloutStatus | null,
  after: RolloutStatus,
): string[] {
  return [
    ...warningLines(before, after),
    ...resolvedLine(before, after),
    ...stateLine(before, after),
    ...planLine(before, after),
    ...after.waves.flatMap((wave) => waveLines(wave, before, after)),
    ...awaitingLines(workflowId, before, after),
    ...noticeLines(before, after),
  ];
}

function warningLines(before: RolloutStatus | null, after: RolloutStatus): string[] {
  return after.warnings
    .filter((warning) => before?.warnings.includes(warning) !== true)
    .map((warning) => `WARNING: ${warning}`);
}

function resolvedLine(before: RolloutStatus | null, after: RolloutStatus): string[] {
  if (after.commit === null || before?.commit === after.commit) return [];
  const rehearsal = after.timeScale > 1 ? `, a rehearsal: the clock runs ${after.timeScale}×` : '';
  return [`release ${after.release} is commit ${after.commit.slice(0, 8)}${rehearsal}`];
}

function stateLine(before: RolloutStatus | null, after: RolloutStatus): string[] {
  const lines: string[] = [];
  if (before?.state !== after.state) lines.push(`state: ${stateInWords(after.state)}`);
  if ((before?.paused ?? false) !== after.paused) lines.push(after.paused ? 'paused' : 'resumed');
  return lines;
}

function planLine(before: RolloutStatus | null, after: RolloutStatus): string[] {
  if (after.changes === null || before?.planDigest === after.planDigest) return [];
  const { added, modified, unchanged, kept, conflict } = after.changes;
  const digest = after.planDigest === null ? '' : ` ${after.planDigest.slice(0, 8)}`;
  return [
    `plan${digest}: ${added} added, ${modified} modified, ${unchanged} unchanged, ${kept} kept, ${conflict} in conflict`,
  ];
}

function waveLines(wave: WaveStatus, before: RolloutStatus | null, after: RolloutStatus): string[] {
  const earlier = before?.waves.find((other) => other.index === wave.index);
  const lines: string[] = [];
  const { done, back, failed } = progressOf(wave, after);
  const was = earlier === undefined || before === null ? null : progressOf(earlier, before);
  if (earlier?.state !== wave.state && wave.state !== 'waiting') {
    lines.push(
      `${nameOfWave(wave)}: ${waveStateInWords(wave.state)}, ${plural(wave.orgs.length, 'org')}`,
    );
  }
  if (done > (was?.done ?? 0))
    lines.push(`${nameOfWave(wave)}: ${done}/${wave.orgs.length} on the release`);
  if (back > (was?.back ?? 0)) lines.push(`${nameOfWave(wave)}: ${plural(back, 'org')} taken back`);
  if (failed > (was?.failed ?? 0))
    lines.push(`${nameOfWave(wave)}: ${plural(failed, 'org')} failed`);
  const { verdict } = wave;
  if (verdict !== null && !sameVerdict(earlier, wave)) {
    lines.push(`${nameOfWave(wave)}: verdict ${verdictInWords(verdict)}`);
  }
  return lines;
}

function sameVerdict(earlier: WaveStatus | undefined, wave: WaveStatus): boolean {
  return (
    earlier?.verdict?.label === wave.verdict?.label &&
    earlier?.verdict?.reason === wave.verdict?.reason
  );
}

function awaitingLines(
  workflowId: string,
  before: RolloutStatus | null,
  after: RolloutStatus,
): string[] {
  const { awaiting } = after;
  if (awaiting === null || before?.awaiting?.what === awaiting.what) return [];
  const until = awaiting.until === undefined ? '' : `, until ${timeOfDay(awaiting.until)}`;
  return [
    `waits for ${awaiting.what}${until}`,
    ...(awaiting.gate === undefined
      ? []
      : commandsFor(workflowId, { ...after, awaiting }).map((command) => `  ${command}`)),
  ];
}

// The list is bounded: what is new stands after the last notice that was known.
function noticeLines(before: RolloutStatus | null, after: RolloutStatus): string[] {
  const known = before?.notices.at(-1);
  const from = known === undefined ? 0 : after.notices.lastIndexOf(known) + 1;
  return after.notices.slice(from).map((notice) => `! ${notice}`);
}
