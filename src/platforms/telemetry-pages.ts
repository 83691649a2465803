import type { TelemetryWindow } from './port.js';

const MINUTE_MS = 60_000;
/** Platforms refuse more than 1,000 intervals; half of them keep an answer small. */
const INTERVALS_A_PAGE = 500;

/** A window of telemetry in parts that a platform answers at once: whole intervals only, ascending. */
export function* telemetryPages({
  fromMs,
  toMs,
  intervalMinutes,
}: TelemetryWindow): Generator<TelemetryWindow> {
  const stepMs = intervalMinutes * MINUTE_MS;
  const endMs = fromMs + Math.floor((toMs - fromMs) / stepMs) * stepMs;
  for (let pageMs = fromMs; pageMs < endMs; pageMs += INTERVALS_A_PAGE * stepMs) {
    const pageEndMs = Math.min(endMs, pageMs + INTERVALS_A_PAGE * stepMs);
    yield { fromMs: pageMs, toMs: pageEndMs, intervalMinutes };
  }
}
