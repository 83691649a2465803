import type { OrgTracking } from '../../client/index.js';
import type { Palette } from './palette.js';
import { table, type Cell } from './table.js';

/** Where an org's resources stand, as lines. */
export function renderOrgResources(tracking: OrgTracking, palette: Palette): string[] {
  const { outcome, resources, now, workflowId, owner } = tracking;
  const { org, state, reason, command } = outcome;
  const header = ['Resource', 'State', 'Guarantee', ''].map((text): Cell => ({
    text,
    paint: palette.quiet,
  }));
  return [
    `${palette.strong(org)}: ${state}${reason === undefined ? '' : `: ${reason}`}`,
    palette.quiet(`of ${owner.rolloutId}, window ${workflowId}`),
    ...(now === null ? [] : [`now: ${now.activity}, attempt ${now.attempt}${saidText(now.said)}`]),
    ...(resources.length === 0
      ? ['nothing is written to it, or its plan is not read yet']
      : [
          '',
          ...table([
            header,
            ...resources.map(({ key, state: is, guarantee, reason: why }): Cell[] => [
              { text: key },
              { text: is, paint: paintOf(is, palette) },
              { text: guarantee ?? '' },
              { text: why ?? '' },
            ]),
          ]),
        ]),
    ...(command === undefined ? [] : ['', command]),
  ];
}

function saidText(said: unknown): string {
  if (typeof said !== 'object' || said === null || !('resource' in said)) return '';
  return `, at ${String(said.resource)}`;
}

function paintOf(state: string, palette: Palette): (text: string) => string {
  if (state === 'completed') return palette.good;
  if (state === 'failed' || state === 'stranded') return palette.bad;
  return state === 'untouched' ? palette.quiet : palette.strong;
}
