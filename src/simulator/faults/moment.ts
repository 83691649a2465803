import { z } from 'zod';

const durationPattern = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;

/** An instant of platform time, or how long after the beginning: `2026-03-02T09:00:00Z`, `PT5M`. */
export const momentSchema = z.union(
  [z.iso.datetime({ offset: true }), z.string().regex(durationPattern)],
  { error: 'expected an ISO 8601 instant ("2026-03-02T09:00:00Z") or duration ("PT5M")' },
);

/** The instant that a moment stands for, when durations count from `beginMs`. */
export function instantOf(moment: string, beginMs: number): number {
  const duration = durationPattern.exec(moment);
  if (duration === null) return Date.parse(moment);
  const [hours = 0, minutes = 0, seconds = 0] = duration.slice(1).map((part) => Number(part ?? 0));
  return beginMs + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
