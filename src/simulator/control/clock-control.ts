import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import type { ControlCall } from './control-call.js';

const clockChangeSchema = z.strictObject({
  frozen: z.boolean().optional(),
  scale: z.number().positive().max(100_000).optional(),
  advanceMs: z.number().int().nonnegative().optional(),
  setMs: z.number().int().optional(),
});

export function readClock({ simulation }: ControlCall): Answer {
  const { clock } = simulation;
  const nowMs = simulation.advance();
  return ok({
    now: new Date(nowMs).toISOString(),
    nowMs,
    scale: clock.scale,
    frozen: clock.frozen,
  });
}

export function changeClock(call: ControlCall): Answer {
  const change = bodyOf(call.request, clockChangeSchema);
  if (!call.simulation.clock.change(change)) {
    throw Problem.badRequest('the clock only goes forward');
  }
  return readClock(call);
}
