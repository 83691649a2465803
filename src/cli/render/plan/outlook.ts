import type {
  PlannedExperiment,
  PlannedWaveView,
  PlanView,
} from '../../../domain/plan-groups-view.js';
import type { TimeToSee, WaveOutlook } from '../../../domain/wave-outlook.js';
import { plural } from '../words.js';

const HOUR_FROM_MINUTES = 120;

const COMPARISONS: Readonly<Record<WaveOutlook['comparedWith'], string>> = {
  controls: 'controls',
  samePastHours: 'earlier weeks',
  ownPast: 'own past',
};

const PARTS = ['region', 'carrier', 'volume'];

/** Waves that somebody looked ahead for. */
export function withOutlook({ waves }: Pick<PlanView, 'waves'>): (PlannedWaveView & {
  readonly outlook: WaveOutlook;
})[] {
  return waves.flatMap((wave) => {
    const { outlook } = wave;
    return outlook === null ? [] : [{ ...wave, outlook }];
  });
}

/** The power table: a head, and a row a wave; empty where no calls could be read. */
export function outlookRows(view: Pick<PlanView, 'waves'>): string[][] {
  const waves = withOutlook(view);
  const [first] = waves;
  if (first === undefined || waves.every(({ outlook }) => outlook.callsPerHour === null)) return [];
  const { abandonment, speedOfAnswer } = first.outlook;
  const head = [
    'found in 4 of 5 cases',
    'compared with',
    'calls/h',
    ...abandonment.map(({ effect }) => `+${Math.round(100 * effect)} %`),
    ...speedOfAnswer.map(({ effect }) => `+${effect} s`),
    'passes',
  ];
  return [head, ...waves.map(({ name, outlook }) => [name, ...cellsOf(outlook)])];
}

function cellsOf(outlook: WaveOutlook): string[] {
  const { comparedWith, canaries, controls, callsPerHour, draws } = outlook;
  const with_ = comparedWith === 'controls' ? `${controls} controls` : COMPARISONS[comparedWith];
  const ways = comparedWith === 'controls' ? `, ${waysText(draws)}` : '';
  const time = ({ minutes }: Pick<TimeToSee, 'minutes'>): string =>
    callsPerHour === null ? '?' : comparedWith === 'ownPast' ? 'never' : durationText(minutes);
  return [
    `${canaries} with ${with_}${ways}`,
    callsPerHour === null ? '?' : Math.round(callsPerHour).toLocaleString('en'),
    ...outlook.abandonment.map(time),
    ...outlook.speedOfAnswer.map(time),
    callsPerHour === null ? '?' : durationText(outlook.minutesToPass),
  ];
}

/** `4,060 ways`; past a million their order of magnitude. */
function waysText(draws: number): string {
  if (draws < 1_000_000) return `${draws.toLocaleString('en')} ways`;
  return `10^${Math.floor(Math.log10(draws))} ways`;
}

function durationText(minutes: number | null): string {
  if (minutes === null) return '> 24 h';
  if (minutes < HOUR_FROM_MINUTES) return `${minutes} min`;
  return `${(minutes / 60).toFixed(1)} h`;
}

/** `drawn from 60 orgs within region and carrier, watched up to 75 min each, seed 0190…`. */
export function drawLine({ experiment }: { readonly experiment: PlannedExperiment }): string {
  const { candidates, levelsCut, horizonMinutes, seed } = experiment;
  const parts = PARTS.slice(0, Math.max(0, PARTS.length - levelsCut));
  const within = parts.length === 0 ? '' : ` within ${parts.join(' × ')}`;
  return [
    `drawn from ${plural(candidates.length, 'org')}${within}`,
    `watched up to ${horizonMinutes} min each`,
    ...(seed === null ? [] : [`seed ${seed}`]),
  ].join(', ');
}
