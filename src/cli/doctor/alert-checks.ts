import { ALERT_CHANNELS, type AlertChannel } from '../../domain/alert-kinds.js';
import type { AlertSettings } from '../../settings.js';
import type { Check } from './check.js';

/** Which channels people are told by. None is a way to work: it is said, not held against anybody. */
export function checkAlerts(alerts: AlertSettings): Check {
  const isSetUp: Readonly<Record<AlertChannel, boolean>> = {
    slack: alerts.slack !== null,
    webhook: alerts.webhook !== null,
    pagerduty: alerts.pagerDuty !== null,
    mail: alerts.mail !== null,
  };
  const there = ALERT_CHANNELS.filter((name) => isSetUp[name]);
  const name = 'alerts';
  if (there.length === 0)
    return {
      name,
      ok: true,
      found: 'no channel is set up: the board is all that tells people (docs/alerts.md)',
      remedy: '',
    };
  const unsigned = alerts.webhook !== null && alerts.webhook.secret === null;
  const heard = there.map((channel) => {
    const words = alerts.routes[channel].join(' ');
    return `${channel} (${words === '' ? 'nothing' : words})`;
  });
  return {
    name,
    ok: true,
    found: `${heard.join('; ')}${unsigned ? '; the webhook is not signed: set ROLLCALL_WEBHOOK_SECRET' : ''}. Try them: rollcall notify --test`,
    remedy: '',
  };
}
