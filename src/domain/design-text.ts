import { blindSpotsOf } from './blind-spots.js';
import type { Experiment } from './experiment.js';
import type { PlannedWave } from './rollout-plan.js';
import type { TimeToSee, WaveOutlook } from './wave-outlook.js';

const HOUR_FROM_MINUTES = 120;
const PARTS = ['region', 'carrier', 'volume'];

const COMPARISONS: Readonly<Record<WaveOutlook['comparedWith'], string>> = {
  controls: 'controls',
  samePastHours: 'earlier weeks',
  ownPast: 'own past',
};

type AheadOf = Pick<PlannedWave, 'name' | 'outlook'>;

/**
 * The power table: a head, and a row a wave with how long it takes to find what in four cases out of five; empty where
 * no calls could be read.
 */
export function powerTable(waves: readonly AheadOf[]): string[][] {
  const rows = waves.flatMap(({ name, outlook }) =>
    outlook === undefined ? [] : [{ name, outlook }],
  );
  const [first] = rows;
  if (first === undefined || rows.every(({ outlook }) => outlook.callsPerHour === null)) return [];
  const { abandonment, speedOfAnswer } = first.outlook;
  const points = hitRateColumns(rows.map(({ outlook }) => outlook));
  const head = [
    'found in 4 of 5 cases',
    'compared with',
    'calls/h',
    ...abandonment.map(({ effect }) => `+${Math.round(100 * effect)} %`),
    ...speedOfAnswer.map(({ effect }) => `+${effect} s`),
    ...points.map((effect) => `−${effect} points`),
    'passes',
  ];
  return [head, ...rows.map(({ name, outlook }) => [name, ...cellsOf(outlook, points)])];
}

/** Points of the hit rate that any wave's row is about: orgs without strategies have none. */
function hitRateColumns(outlooks: readonly WaveOutlook[]): readonly number[] {
  const found = outlooks.flatMap(({ strategyHitRate = [] }) => strategyHitRate);
  return [...new Set(found.map(({ effect }) => effect))];
}

function cellsOf(outlook: WaveOutlook, points: readonly number[]): string[] {
  const { comparedWith, canaries, controls, callsPerHour, draws, minutesToPass } = outlook;
  const beside = comparedWith === 'controls' ? `${controls} controls` : COMPARISONS[comparedWith];
  const ways = comparedWith === 'controls' ? `, ${waysText(draws)}` : '';
  const time = ({ minutes }: TimeToSee): string =>
    callsPerHour === null ? '?' : comparedWith === 'ownPast' ? 'never' : durationText(minutes);
  return [
    `${canaries} with ${beside}${ways}`,
    callsPerHour === null ? '?' : grouped(Math.round(callsPerHour)),
    ...outlook.abandonment.map(time),
    ...outlook.speedOfAnswer.map(time),
    ...points.map((effect) => {
      const found = outlook.strategyHitRate?.find((one) => one.effect === effect);
      return found === undefined ? '–' : time(found);
    }),
    callsPerHour === null ? '?' : durationText(minutesToPass),
  ];
}

/** `drawn from 60 orgs within region × carrier`. */
export function drawText(candidates: number, levelsCut: number): string {
  const parts = PARTS.slice(0, Math.max(0, PARTS.length - levelsCut));
  const within = parts.length === 0 ? '' : ` within ${parts.join(' × ')}`;
  return `drawn from ${candidates} org${candidates === 1 ? '' : 's'}${within}`;
}

/** How the waves were laid out, as a section of a report; nothing where that is not on record. */
export function designMarkdown(experiment: Experiment | null): string[] {
  if (experiment === null || experiment.waves.length === 0) return [];
  const { orgs, levelsCut, seed, waves } = experiment;
  const candidates = orgs.filter(({ candidate }) => candidate).length;
  const [head = [], ...rows] = powerTable(waves);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '## Design',
    '',
    `The waves were ${drawText(candidates, levelsCut)}, with the seed ${seed}; \`plan.json\` has the candidates.`,
    '',
    ...(rows.length === 0 ? [] : [line(head), line(head.map(() => '---')), ...rows.map(line), '']),
    ...blindSpotsOf(waves).map((one) => `- ${one}`),
    '',
  ];
}

/** `4,060 ways`; past a million their order of magnitude. */
function waysText(draws: number): string {
  return draws < 1_000_000 ? `${grouped(draws)} ways` : `10^${Math.floor(Math.log10(draws))} ways`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function durationText(minutes: number | null): string {
  if (minutes === null) return '> 24 h';
  if (minutes < HOUR_FROM_MINUTES) return `${minutes} min`;
  return `${(minutes / 60).toFixed(1)} h`;
}
