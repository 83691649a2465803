import type { Json } from '../domain/json.js';
import { errorOfAnswer, isSuccess, parseAnswer } from './answer.js';
import type { Incoming, Outgoing } from './exchange.js';
import type { PlatformClock } from './platform-clock.js';

/** Asks the base URL without a token; the answer's JSON. Throws WireError. */
export type AskBase = (asked: {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}) => Promise<Json | undefined>;

/** Finds out where the API of an org answers; a whole URL. Throws WireError. */
export type Locate = (ask: AskBase) => Promise<string>;

/** Orgs move, but seldom. */
const BELIEVED_MS = 60 * 60_000;
/** Where nobody answers at an address, it is asked for anew no more often than this. */
const BETWEEN_DOUBTS_MS = 10_000;

/** Where an org's API answers. */
export interface Address {
  (): Promise<string>;
  /** Says that the org may no longer be there: the next caller asks, unless that was doubted just now. */
  doubt(): void;
}

/**
 * Where an org's API answers, asked for once an hour by one caller for all, and earlier where that is in doubt: nothing
 * of an org that has moved could be taken back meanwhile. Once it is known, whoever tells it may be away: the last one
 * is believed on.
 */
export function createAddress(
  find: () => Promise<string>,
  wallNow: () => number = Date.now,
): Address {
  let known: { readonly url: string; readonly untilMs: number } | null = null;
  let pending: Promise<string> | null = null;
  let doubtedMs = Number.NEGATIVE_INFINITY;
  const findNow = async (): Promise<string> => {
    try {
      const url = await find();
      known = { url, untilMs: wallNow() + BELIEVED_MS };
      return url;
    } catch (error) {
      if (known === null) throw error;
      known = { ...known, untilMs: wallNow() + BETWEEN_DOUBTS_MS };
      return known.url;
    } finally {
      pending = null;
    }
  };
  const address = (): Promise<string> => {
    if (known !== null && wallNow() < known.untilMs) return Promise.resolve(known.url);
    pending ??= findNow();
    return pending;
  };
  const doubt = (): void => {
    if (known === null || wallNow() < doubtedMs + BETWEEN_DOUBTS_MS) return;
    doubtedMs = wallNow();
    known = { ...known, untilMs: doubtedMs };
  };
  return Object.assign(address, { doubt });
}

/** A way to ask the base URL. */
export function createAskBase(
  org: string,
  exchange: (request: Outgoing) => Promise<Incoming>,
  clock: PlatformClock,
): AskBase {
  return async ({ path, query }) => {
    const origin = { org, method: 'GET', path, secrets: [] };
    const answer = await exchange({ method: 'GET', path, query });
    const { date } = answer.headers;
    clock.observe(typeof date === 'string' ? date : undefined, answer.arrivedAtMs);
    if (!isSuccess(answer.status)) throw errorOfAnswer(answer, origin);
    return parseAnswer(answer, origin);
  };
}
