import type { Json } from '../../../domain/json.js';
import { isReference } from '../../../domain/reference.js';

/** A value on one line: references as their key, all else as JSON. */
export function valueText(value: Json): string {
  if (isReference(value)) return value.ref;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${valueText(member)}`);
  return `{${members.join(', ')}}`;
}

/** A text no longer than this, shortened in the middle: both its ends tell more than its beginning alone. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = Math.max(length - 1, 2);
  const head = Math.ceil(kept / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (kept - head))}`;
}

/** `org_a, org_b and 5 more`; all of them where asked for. */
export function orgNames(orgs: readonly string[], most: number): string {
  if (orgs.length <= most) return orgs.join(', ');
  return `${orgs.slice(0, most).join(', ')} and ${orgs.length - most} more`;
}

/** Folds a text at blanks into lines of a width; the first line has what stands before it. */
export function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > Math.max(width - indent.length, 20) && line !== '') {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line];
}
