import type { SipResult } from './port.js';

const FAILED = /^Failed(?<why>[A-Z]\w*)\(C\)$/;
/** Sums of the others. */
const NO_REASON: ReadonlySet<string> = new Set(['Call', 'OutboundCongestion']);

/**
 * What SIPp's statistics file says at its end. Throws an Error where the file is none, or ends before its first line: no
 * figures are no success.
 */
export function resultOf(text: string): SipResult {
  const [head = '', ...rows] = text.split('\n').filter((line) => line.trim() !== '');
  const last = rows.at(-1);
  if (last === undefined) throw new Error('SIPp wrote no statistics');
  const values = last.split(';');
  const figures = new Map(head.split(';').map((name, at) => [name, values[at] ?? '']));
  const countOf = (name: string): number => {
    const value = Number(figures.get(name));
    if (figures.has(name) && Number.isSafeInteger(value)) return value;
    throw new Error(`SIPp's statistics have no ${name}: another version than 3.6?`);
  };
  const placed = countOf('TotalCallCreated');
  const answered = countOf('Answered(C)');
  // To SIPp they are no failures: they went as the scenario has it.
  const late = countOf('NotAnsweredInTime(C)');
  const failures = [...figures.keys()].flatMap((name): [string, number][] => {
    const why = FAILED.exec(name)?.groups?.['why'];
    if (why === undefined || NO_REASON.has(why)) return [];
    const count = countOf(name);
    return count === 0 ? [] : [[why.charAt(0).toLowerCase() + why.slice(1), count]];
  });
  const unfinished = placed - countOf('SuccessfulCall(C)') - countOf('FailedCall(C)');
  return {
    placed,
    answered,
    failures: {
      ...Object.fromEntries(failures),
      ...(late === 0 ? {} : { notAnsweredInTime: late }),
      ...(unfinished === 0 ? {} : { unfinished }),
    },
    answerSeconds: answered === 0 ? null : secondsOf(figures.get('ResponseTime1(C)') ?? ''),
  };
}

/** `00:00:01:234567`: hours, minutes, seconds, microseconds. */
function secondsOf(text: string): number | null {
  const [hours, minutes, seconds, micros] = text.split(':').map(Number);
  const sum =
    (hours ?? NaN) * 3600 + (minutes ?? NaN) * 60 + (seconds ?? NaN) + (micros ?? NaN) / 1e6;
  return Number.isFinite(sum) ? sum : null;
}
