import type { Palette } from '../render/palette.js';
import type { OrgPermissions } from './permissions.js';

/** The least role of each client, for whoever makes the clients. */
export function renderPermissions(found: readonly OrgPermissions[], palette: Palette): string[] {
  return found.flatMap((one) => [
    `${one.environment} ${one.org}  (${one.platform}, ${one.credentials})`,
    `  plan    ${one.planning.join(' ')}`,
    `  deploy  ${one.deploying.join(' ')}`,
    ...verdictOf(one, palette),
  ]);
}

function verdictOf(one: OrgPermissions, palette: Palette): string[] {
  if (one.problem !== undefined) return [palette.bad(`  not known: ${one.problem}`)];
  if (one.granted === undefined) return [];
  if (one.granted === null) return ['  granted not known: the platform does not tell'];
  if (one.missing.length === 0 && one.excess.length === 0)
    return [palette.good('  granted just that')];
  return [
    ...(one.missing.length === 0 ? [] : [palette.bad(`  missing ${one.missing.join(' ')}`)]),
    ...(one.excess.length === 0
      ? []
      : [palette.bad(`  beyond what its components need: ${one.excess.join(' ')}`)]),
  ];
}
