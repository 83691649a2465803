import { blindSpotsOf } from '../../../domain/blind-spots.js';
import { drawText, powerTable } from '../../../domain/design-text.js';
import type { PlanView } from '../../../domain/plan-groups-view.js';

/** Waves with what can be expected of them, where somebody looked ahead. */
function ahead({ waves }: Pick<PlanView, 'waves'>): Parameters<typeof powerTable>[0] {
  return waves.flatMap(({ name, outlook }) => (outlook === null ? [] : [{ name, outlook }]));
}

/** The power table: a head, and a row a wave; empty where no calls could be read. */
export function outlookRows(view: Pick<PlanView, 'waves'>): string[][] {
  return powerTable(ahead(view));
}

/** What keeps waves from being judged well, a line for each reason. */
export function outlookWarnings(view: Pick<PlanView, 'waves'>): readonly string[] {
  return blindSpotsOf(ahead(view));
}

/** `drawn from 60 orgs within region × carrier, watched up to 75 min each, seed 0190…`. */
export function drawLine({ experiment }: Pick<PlanView, 'experiment'>): string {
  const { candidates, levelsCut, horizonMinutes, seed } = experiment;
  return [
    drawText(candidates.length, levelsCut),
    `watched up to ${horizonMinutes} min each`,
    ...(seed === null ? [] : [`seed ${seed}`]),
  ].join(', ');
}
