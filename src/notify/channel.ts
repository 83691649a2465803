import type { Notification } from './port.js';

/** One way to tell people. */
export interface Channel {
  /** Closes what it opened: it hears of the end of every incident that it heard the beginning of. */
  readonly keepsIncidents: boolean;
  /**
   * One attempt.
   * @throws DeliveryError
   */
  deliver(message: Message): Promise<void>;
}

/** An alert as channels get it. */
export interface Message {
  readonly notification: Notification;
  readonly deduplicationKey: string;
  /** Where to look; null where nobody said where the Web UI is. */
  readonly link: string | null;
}
