import { z } from 'zod';
import { DEFAULT_ROUTES, readAlertRoutes, type AlertRoutes } from './domain/alert-kinds.js';
import { readCredentialReference } from './domain/credential-reference.js';

/** How people are told. References name secrets; null: the channel is not set up. */
export interface AlertSettings {
  readonly routes: AlertRoutes;
  /** Reference to the URL of an incoming webhook. */
  readonly slack: string | null;
  readonly webhook: {
    readonly url: string;
    /** Reference to what messages are signed by. */
    readonly secret: string | null;
  } | null;
  readonly pagerDuty: {
    /** Reference to the integration's routing key. */
    readonly key: string;
    /** Null for PagerDuty's own. */
    readonly url: string | null;
  } | null;
  readonly mail: {
    readonly url: string;
    /** Reference to user and password. */
    readonly credentials: string | null;
    readonly requireTls: boolean;
    readonly from: string;
    readonly to: readonly string[];
  } | null;
}

const Url = z.url({ protocol: /^https?$/, error: 'is no http(s) URL' });
const Reference = z.string().superRefine((text, context) => {
  const read = readCredentialReference(text);
  // Nothing of the text is repeated: it may be the secret itself.
  if (!read.ok) context.addIssue(`is no reference to a secret: ${read.problem}`);
});
const Routes = z.string().transform((text, context): AlertRoutes => {
  const routes = readAlertRoutes(text);
  if (typeof routes !== 'string') return routes;
  context.addIssue(routes);
  return z.NEVER;
});
const Address = z
  .string()
  .regex(/^(?:[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'is no mail address');
const YesOrNo = z
  .enum(['true', 'false', '1', '0'], 'is neither true nor false')
  .transform((text) => text === 'true' || text === '1');

/** The variables that say how people are told. */
export const AlertVariables = z.object({
  ROLLCALL_ALERTS: Routes.default(DEFAULT_ROUTES),
  ROLLCALL_SLACK_WEBHOOK: Reference.nullable().default(null),
  ROLLCALL_WEBHOOK_URL: Url.nullable().default(null),
  ROLLCALL_WEBHOOK_SECRET: Reference.nullable().default(null),
  ROLLCALL_PAGERDUTY_KEY: Reference.nullable().default(null),
  ROLLCALL_PAGERDUTY_URL: Url.nullable().default(null),
  ROLLCALL_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'is no smtp(s)://host:port' })
    .refine((url) => !/@/.test(url), 'holds a user: name it by ROLLCALL_SMTP_CREDENTIALS')
    .nullable()
    .default(null),
  ROLLCALL_SMTP_CREDENTIALS: Reference.nullable().default(null),
  ROLLCALL_SMTP_REQUIRE_TLS: YesOrNo.default(true),
  ROLLCALL_MAIL_FROM: Address.nullable().default(null),
  ROLLCALL_MAIL_TO: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(Address).min(1))
    .nullable()
    .default(null),
});

/** The settings; where they do not fit together, what is wrong, which names the variables. */
export function alertSettingsOf(read: z.output<typeof AlertVariables>): AlertSettings | string {
  const { ROLLCALL_WEBHOOK_URL: webhookUrl, ROLLCALL_PAGERDUTY_KEY: key } = read;
  const mail = mailSettingsOf(read);
  if (typeof mail === 'string') return mail;
  return {
    routes: read.ROLLCALL_ALERTS,
    slack: read.ROLLCALL_SLACK_WEBHOOK,
    webhook: webhookUrl === null ? null : { url: webhookUrl, secret: read.ROLLCALL_WEBHOOK_SECRET },
    pagerDuty: key === null ? null : { key, url: read.ROLLCALL_PAGERDUTY_URL },
    mail,
  };
}

function mailSettingsOf(read: z.output<typeof AlertVariables>): AlertSettings['mail'] | string {
  const { ROLLCALL_SMTP_URL: url, ROLLCALL_MAIL_FROM: from, ROLLCALL_MAIL_TO: to } = read;
  if (url === null) return null;
  if (from === null || to === null)
    return 'ROLLCALL_SMTP_URL sends mail, but ROLLCALL_MAIL_FROM or ROLLCALL_MAIL_TO is not set: set all three or none';
  const { ROLLCALL_SMTP_CREDENTIALS: credentials, ROLLCALL_SMTP_REQUIRE_TLS: requireTls } = read;
  return { url, credentials, requireTls, from, to };
}
