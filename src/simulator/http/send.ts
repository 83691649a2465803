import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

/** Writes an answer, dated in platform time. */
export function send(response: ServerResponse, answer: Answer, nowMs: number): void {
  const whole = textOf(answer);
  const half = whole.slice(0, Math.floor(whole.length / 2));
  // A truncated answer is complete for HTTP, so only a reader of the JSON notices.
  const body = Buffer.from(answer.truncated === true ? half : whole, 'utf8');
  response.sendDate = false;
  response.statusCode = answer.status;
  response.setHeader('Date', new Date(nowMs).toUTCString());
  if (answer.status !== 204) response.setHeader('Content-Length', body.length);
  if (body.length > 0) response.setHeader('Content-Type', answer.mediaType ?? 'application/json');
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.truncated === 'breaksOff') {
    response.write(half, () => response.destroy());
    return;
  }
  response.end(answer.status === 204 ? undefined : body);
}

function textOf({ body, mediaType }: Answer): string {
  if (body === undefined) return '';
  return mediaType !== undefined && typeof body === 'string' ? body : JSON.stringify(body);
}
