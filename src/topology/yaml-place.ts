import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { YamlPath } from './yaml-edit.js';

/** Line (from 1) of a member or item, or of the nearest thing around it that is there. */
export function lineOf(text: string, path: YamlPath): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path[depth - 1])?.key
      : document.getIn(path.slice(0, depth), true);
    if (isNode(key) && key.range) return lines.linePos(key.range[0]).line;
  }
  return 1;
}
