import { ALERT_CHANNELS, type AlertChannel, type AlertRoutes } from '../domain/alert-kinds.js';
import type { Channel } from './channel.js';
import { DeliveryError, type Notification, type Notifier } from './port.js';

export interface NotifierOptions {
  /** Those that are set up. */
  readonly channels: Readonly<Partial<Record<AlertChannel, Channel>>>;
  readonly routes: AlertRoutes;
  readonly linkOf: (notification: Notification) => string | null;
}

/** Tells people by the channels that are set up, each of what it is there for. Without any, nobody. */
export function createNotifier({ channels, routes, linkOf }: NotifierOptions): Notifier {
  return {
    channelsFor: ({ kind, incident }) =>
      ALERT_CHANNELS.filter((name) => {
        const channel = channels[name];
        if (channel === undefined) return false;
        const closes = channel.keepsIncidents && incident?.state === 'closed';
        return closes || kind === 'test' || routes[name].includes(kind);
      }),
    async deliver(name, notification, deduplicationKey) {
      const channel = channels[name];
      // Another worker's settings may have named it.
      if (channel === undefined)
        throw new DeliveryError(`${name} is not set up for this worker`, { final: true });
      await channel.deliver({ notification, deduplicationKey, link: linkOf(notification) });
    },
  };
}
