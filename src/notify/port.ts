export type NotificationKind =
  | 'gateWaits'
  | 'clearanceWaits'
  /** A threshold was passed, which may be chance. */
  | 'flagged'
  | 'breakerTripped'
  | 'rollbackHeld'
  | 'finished'
  | 'driftFound';

export interface Notification {
  readonly kind: NotificationKind;
  readonly rolloutId: string;
  readonly runId: string;
  readonly release: string;
  readonly environment: string;
  /** A sentence for people. */
  readonly text: string;
  /** The exact command that answers it, where there is one. */
  readonly command?: string;
}

/** Tells people. `deduplicationKey` makes a repeated attempt recognisable. */
export interface Notifier {
  notify(notification: Notification, deduplicationKey: string): Promise<void>;
}
