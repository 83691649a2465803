import type { GraphPicture, PictureNode } from '../../domain/graph-picture.js';
import { reasonsText } from './graph-words.js';

/** A picture as a Mermaid flowchart, for Markdown that renders such blocks. */
export function renderMermaid(picture: GraphPicture): string {
  const names = new Map(picture.nodes.map(({ id }, at) => [id, `n${at}`]));
  const nameOf = (id: string): string => names.get(id) ?? 'unknown';
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]));
  const cyclicEdges = picture.edges.flatMap(({ inCycle }, at) => (inCycle ? [at] : []));
  const cyclicNodes = picture.nodes.filter(({ inCycle }) => inCycle).map(({ id }) => nameOf(id));
  return [
    'flowchart LR',
    `  accTitle: ${accessible(picture.title)}`,
    ...picture.tiers.flatMap((ids, tier) => [
      `  subgraph tier${tier + 1}["Tier ${tier + 1}"]`,
      ...ids.map((id) => `    ${nameOf(id)}["${boxText(nodes.get(id), id)}"]`),
      '  end',
    ]),
    ...picture.edges.map(
      (edge) => `  ${nameOf(edge.from)} -->|"${escape(reasonsText(edge))}"| ${nameOf(edge.to)}`,
    ),
    ...(cyclicNodes.length === 0
      ? []
      : [
          '  classDef cyclic stroke:#b3261e,stroke-width:2px',
          `  class ${cyclicNodes.join(',')} cyclic`,
        ]),
    ...(cyclicEdges.length === 0 ? [] : [`  linkStyle ${cyclicEdges.join(',')} stroke:#b3261e`]),
    '',
  ].join('\n');
}

function boxText(node: PictureNode | undefined, id: string): string {
  return node === undefined ? escape(id) : `${escape(node.label)}<br/>${escape(node.detail)}`;
}

/** Entities in Mermaid's own spelling; quotes, markup and Markdown mean nothing in the label then. */
function escape(text: string): string {
  return text.replace(/[^\p{L}\p{N} _./,:()-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** The accessible title is one line of plain text and knows no entities. */
function accessible(text: string): string {
  return text.replace(/[^\p{L}\p{N} _./,:()→-]/gu, ' ');
}
