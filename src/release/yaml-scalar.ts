import type { Scalar } from 'yaml';

/** More digits than this are not all kept. */
const keptDigits = 17;

/**
 * What is wrong with a value as it was written, null where nothing is. Messages never repeat the value,
 * which may be somebody's secret in the wrong place.
 */
export function scalarProblem({ value, source, type }: Scalar, json: boolean): string | null {
  if (typeof value === 'number')
    // Every spelling of a number that JSON has is meant as one.
    return numberProblem(value, source ?? '') ?? (json ? null : spellingProblem(source ?? ''));
  if (typeof value !== 'string') return null;
  return textProblem(value) ?? (type === 'PLAIN' ? olderReading(value) : null);
}

/** What is wrong with text of any kind, written to follow its name: "holds a control character". */
export function textProblem(text: string): string | null {
  if (/[\ud800-\udfff]/u.test(text)) return 'holds half a character (a lone surrogate)';
  return /[^\P{Cc}\t\n\r]/u.test(text) ? 'holds a control character' : null;
}

function numberProblem(value: number, source: string): string | null {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    return 'a number that cannot be kept exactly; put it in quotes';
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  if (digits.length > keptDigits || (value === 0 && digits !== ''))
    return 'a number that cannot be kept exactly; put it in quotes';
  return null;
}

/** Reading a number loses how it was spelt, and ids and phone numbers are spelt like this. */
function spellingProblem(source: string): string | null {
  const reading = readingOf(source);
  if (reading === null) return null;
  return `is read as a number ${reading}: put it in quotes for text, or write the plain number`;
}

function readingOf(source: string): string | null {
  if (/^[-+]?0\d/.test(source)) return 'without its leading zeros';
  if (source.startsWith('+')) return 'without its "+"';
  if (/^0[xo]/.test(source)) return 'that is hexadecimal or octal';
  return /^-?\d+e\d+$/i.test(source) ? 'with an exponent' : null;
}

/** Readers of YAML 1.1 and of YAML 1.2 take these words differently, and so do people. */
function olderReading(text: string): string | null {
  if (/^(?:yes|on)$/i.test(text)) return trap(text, 'true');
  if (/^(?:no|off)$/i.test(text)) return trap(text, 'false');
  if (/^[-+]?\d[\d_]*_\d[\d_]*$/.test(text))
    return 'is read as text, by older YAML as a number: write it without "_", or in quotes for text';
  return null;
}

function trap(text: string, meant: string): string {
  return `${text} is read as text, by older YAML as ${meant}: write ${meant}, or '${text}' in quotes for text`;
}
