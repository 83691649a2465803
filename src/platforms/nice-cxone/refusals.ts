import type { RefusalReader } from '../../http/answer.js';
import { isJsonObject, type Json } from '../../domain/json.js';
import { failure, type Asked, type CallContext } from '../kind-calls.js';

/** A script that does not pass the syntax check is refused with 409, and its results; it conflicts with nothing. */
export const refusalOf: RefusalReader = (status, { results }) =>
  status === 409 && Array.isArray(results) ? 'rejected' : null;

/** Writes may be answered with success, and refused in the body. */
export function refuseUnsuccessful(
  context: CallContext,
  asked: Asked,
  body: Json | undefined,
): void {
  if (!isJsonObject(body)) return;
  const { success, error } = body;
  const isRefused = success === false || (typeof error === 'string' && error !== '');
  if (isRefused) throw failure(context, asked, 'rejected', `is refused${reasonOf(error)}`);
}

const LONGEST_REASON = 300;

/** The platform's own words, which speak of configuration. */
export function reasonOf(told: Json | undefined): string {
  if (typeof told !== 'string' || told.trim() === '') return '';
  return `: ${told.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON)}`;
}

/** A name that is taken has no code of its own: its words are all that there is. */
export function isTaken(told: string | null | undefined): boolean {
  return /\b(already|exists?|duplicate)/i.test(told ?? '');
}
