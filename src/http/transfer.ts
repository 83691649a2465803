import { isSuccess } from './answer.js';
import { ensureRoomToWrite } from './deadline.js';
import { WireError } from './errors.js';
import type { Incoming, Outgoing } from './exchange.js';
import type { Addressed } from './exchanges.js';

/** A file to or from a signed address of the platform's: the signature stands in for the token. */
export interface Transfer extends Pick<Outgoing, 'headers' | 'text' | 'signal'> {
  readonly method: 'GET' | 'PUT';
  /** Whole address, as the platform told it. */
  readonly url: string;
  readonly deadlineMs?: number;
}

interface Sender {
  readonly org: string;
  readonly requestTimeoutMs: number;
  readonly exchange: (request: Addressed) => Promise<Incoming>;
}

/** Sends or fetches a file. Asks nobody for a turn: the address is not one that the platform's limit counts. */
export async function sendFile(
  { org, requestTimeoutMs, exchange }: Sender,
  { url, deadlineMs, method, ...rest }: Transfer,
): Promise<string> {
  const { origin, pathname: path, search } = new URL(url);
  const facts = { org, method, path };
  if (method !== 'GET') ensureRoomToWrite(deadlineMs, requestTimeoutMs, facts);
  const answer = await exchange({ ...rest, method, path, search, origin });
  if (isSuccess(answer.status)) return answer.text;
  // A signature that is too old, say: with a new one it may go.
  throw new WireError(`${method} of a file of ${org} was answered with ${answer.status}.`, {
    ...facts,
    kind: 'unavailable',
    status: answer.status,
  });
}
