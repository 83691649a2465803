import type { AlertChannel, AlertKind } from '../domain/alert-kinds.js';

/** Something that stays open until it is answered, for channels that keep incidents. */
export interface Incident {
  /** Unique within the run of a workflow: `gate/expand-50`. */
  readonly name: string;
  readonly state: 'open' | 'closed';
}

export interface Notification {
  readonly kind: AlertKind;
  readonly rolloutId: string;
  readonly runId: string;
  readonly release: string;
  readonly environment: string;
  /** A sentence for people: what happened, and what is asked. */
  readonly text: string;
  /** The exact command that answers it, where there is one. */
  readonly command?: string;
  readonly incident?: Incident;
}

/** What decides who hears of an alert. */
export type AlertSubject = Pick<Notification, 'kind' | 'incident'>;

/** Tells people. */
export interface Notifier {
  /** The channels that hear of such an alert. */
  channelsFor(subject: AlertSubject): readonly AlertChannel[];
  /**
   * One attempt by one channel; `deduplicationKey` makes a repeated one recognisable.
   * @throws DeliveryError
   */
  deliver(
    channel: AlertChannel,
    notification: Notification,
    deduplicationKey: string,
  ): Promise<void>;
}

/** An alert that a channel did not take. The message names the channel and never its address, which may be a secret. */
export class DeliveryError extends Error {
  /** True where the same message will not be taken later either. */
  readonly final: boolean;
  /** What the channel asked for. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    { final = false, retryAfterMs = null }: { final?: boolean; retryAfterMs?: number | null } = {},
  ) {
    super(message);
    this.name = 'DeliveryError';
    this.final = final;
    this.retryAfterMs = retryAfterMs;
  }
}
