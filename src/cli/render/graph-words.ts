import { cycleText } from '../../domain/graph.js';
import type { GraphPicture, PictureEdge } from '../../domain/graph-picture.js';
import { plural } from './words.js';

/** What somebody who does not see the picture is told. */
export function describePicture(picture: GraphPicture): { name: string; description: string } {
  const labels = new Map(picture.nodes.map(({ id, label }) => [id, label]));
  const tiers = picture.tiers.map(
    (ids, tier) => `Tier ${tier + 1}: ${ids.map((id) => labels.get(id) ?? id).join(', ')}.`,
  );
  const edges = picture.edges.map((edge) => `${describeEdge(edge)}.`);
  const cycle = picture.cycle === null ? [] : [`Cycle: ${cycleText(picture.cycle)}.`];
  return { name: picture.title, description: [...cycle, ...tiers, ...edges].join(' ') };
}

/** `na_east needs global_shared: depends_on, 2 references`. */
export function describeEdge({ from, to, reasons, references }: PictureEdge): string {
  return `${to} needs ${from}: ${reasonsText({ reasons, references })}`;
}

/** Why, in a few words. */
export function reasonsText({
  reasons,
  references,
}: Pick<PictureEdge, 'reasons' | 'references'>): string {
  return reasons
    .map((reason) =>
      reason === 'reference' ? plural(Math.max(1, references.length), 'reference') : reason,
    )
    .join(', ');
}
