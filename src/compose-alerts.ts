import { composeNetwork, composeSecrets } from './compose.js';
import { createAgents, type Agents } from './http/agents.js';
import type { Network } from './http/network.js';
import type { Channel } from './notify/channel.js';
import { createMailChannel } from './notify/mail.js';
import { createNotifier, type NotifierOptions } from './notify/notifier.js';
import { createPagerDutyChannel } from './notify/pagerduty.js';
import type { Notification, Notifier } from './notify/port.js';
import type { Connections } from './notify/post-json.js';
import { createSlackChannel } from './notify/slack.js';
import { createWebhookChannel } from './notify/webhook.js';
import type { Settings } from './settings.js';

/** Sockets that alerts have at once to one place. */
const ALERT_SOCKETS = 4;

/**
 * The channels that the settings name, with the secrets that they lead to.
 * @throws BadSettingsError that names the setting of a proxy or an authority that is wrong
 */
export function composeNotifier(
  settings: Settings,
  linkOf: (notification: Notification) => string | null,
): Notifier {
  return createNotifier({
    channels: channelsOf(settings),
    routes: settings.alerts.routes,
    linkOf,
  });
}

function channelsOf(settings: Settings): NotifierOptions['channels'] {
  const { slack, webhook, pagerDuty, mail } = settings.alerts;
  const secrets = composeSecrets(settings);
  const network = composeNetwork(settings);
  const text = (reference: string) => (): Promise<string> => secrets.readText(reference);
  const login = (reference: string) => async (): Promise<{ user: string; password: string }> => {
    const { clientId: user, clientSecret: password } = await secrets.read(reference);
    return { user, password };
  };
  const connections = connectionsBy(network);
  return {
    ...(slack === null ? {} : { slack: createSlackChannel({ url: text(slack), connections }) }),
    ...(webhook === null ? {} : { webhook: webhookOf(webhook) }),
    ...(pagerDuty === null ? {} : { pagerduty: pagerOf(pagerDuty) }),
    ...(mail === null ? {} : { mail: mailOf(mail) }),
  };

  function webhookOf({ url, secret }: NonNullable<typeof webhook>): Channel {
    const key = secret === null ? {} : { secret: text(secret) };
    return createWebhookChannel({ url, connections, ...key });
  }

  function pagerOf({ key, url }: NonNullable<typeof pagerDuty>): Channel {
    const where = url === null ? {} : { url };
    return createPagerDutyChannel({ routingKey: text(key), connections, ...where });
  }

  function mailOf({ credentials, ...rest }: NonNullable<typeof mail>): Channel {
    const { authorities } = network;
    const read = credentials === null ? {} : { credentials: login(credentials) };
    return createMailChannel({ ...rest, authorities, ...read });
  }
}

/** Connections are kept by place, so that alerts do not pile them up. */
function connectionsBy(network: Network): Connections {
  const known = new Map<string, Agents>();
  return ({ origin }) => {
    const agents = known.get(origin) ?? createAgents(new URL(origin), network, ALERT_SOCKETS);
    known.set(origin, agents);
    return agents;
  };
}
