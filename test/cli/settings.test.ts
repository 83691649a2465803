import assert from 'node:assert/strict';
import path from 'node:path';
import { BadSettingsError, readSettings } from '../../src/settings.js';

describe('settings', () => {
  it('has defaults for everything that can have one', () => {
    const settings = readSettings({ XDG_CACHE_HOME: '/cache' });
    assert.equal(settings.taskQueue, 'rollcall');
    assert.equal(settings.configFolder, '');
    assert.equal(settings.configRepository, null);
    assert.equal(settings.healthPort, null);
    assert.equal(settings.cacheDir, path.join('/cache', 'rollcall'));
    assert.equal(settings.noColor, false);
  });

  it('reads what is set', () => {
    const settings = readSettings({
      ROLLCALL_TASK_QUEUE: 'blue',
      ROLLCALL_CONFIG_REPO: '/srv/configuration',
      ROLLCALL_LEDGER: '/srv/ledger.git',
      ROLLCALL_HEALTH_PORT: '8080',
      ROLLCALL_WEB_UI: 'http://127.0.0.1:8233',
      NO_COLOR: '1',
      GENESYS_CLIENT: 'a secret',
    });
    assert.equal(settings.taskQueue, 'blue');
    assert.equal(settings.configRepository, '/srv/configuration');
    assert.equal(settings.ledger, '/srv/ledger.git');
    assert.equal(settings.healthPort, 8080);
    assert.equal(settings.webUiUrl, 'http://127.0.0.1:8233');
    assert.equal(settings.noColor, true);
    assert.equal(settings.secretVariables['GENESYS_CLIENT'], 'a secret');
  });

  it('watches nothing but the log unless told', () => {
    const settings = readSettings({});
    assert.equal(settings.audit, 'off');
    assert.equal(settings.tracesUrl, null);
    assert.equal(settings.metricsByOrg, false);
    assert.equal(settings.logLevel, 'info');
  });

  it('reads how to watch', () => {
    const settings = readSettings({
      ROLLCALL_AUDIT: 'file:/var/log/audit.jsonl',
      ROLLCALL_AUDIT_MAX_MB: '2',
      ROLLCALL_METRICS_BY_ORG: 'true',
      ROLLCALL_LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/base/?key=1',
    });
    assert.equal(settings.audit, 'file:/var/log/audit.jsonl');
    assert.equal(settings.auditMaxBytes, 2 * 1024 * 1024);
    assert.equal(settings.metricsByOrg, true);
    assert.equal(settings.logLevel, 'debug');
    assert.equal(settings.tracesUrl, 'https://collector.example/base/v1/traces?key=1');
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/spans' };
    assert.equal(readSettings(own).tracesUrl, 'http://127.0.0.1:4318/spans');
    assert.equal(readSettings(own).logsUrl, null);
    assert.equal(settings.logsUrl, 'https://collector.example/base/v1/logs?key=1');
    const byOtlp = readSettings({
      ROLLCALL_AUDIT: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:4318/records',
    });
    assert.equal(byOtlp.logsUrl, 'http://127.0.0.1:4318/records');
    assert.equal(byOtlp.tracesUrl, null);
  });

  it('says what is wrong with how to watch', () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ ROLLCALL_AUDIT: 'syslog' }, /ROLLCALL_AUDIT is none of off, stdout, otlp, file:<path>/],
      [{ ROLLCALL_AUDIT: 'otlp' }, /ROLLCALL_AUDIT is otlp, but no collector.*OTEL_EXPORTER_OTLP/],
      [{ ROLLCALL_AUDIT_MAX_MB: '0' }, /ROLLCALL_AUDIT_MAX_MB is no whole number from 1/],
      [{ ROLLCALL_LOG_LEVEL: 'loud' }, /ROLLCALL_LOG_LEVEL is none of error, warn, info, debug/],
      [{ ROLLCALL_METRICS_BY_ORG: 'yes' }, /ROLLCALL_METRICS_BY_ORG is neither true nor false/],
      [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, /OTEL_EXPORTER_OTLP_ENDPOINT is no http/],
    ];
    for (const [env, message] of wrong)
      assert.throws(
        () => readSettings(env),
        (error) => error instanceof BadSettingsError && message.test(error.message),
      );
  });

  it('reads how people are told', () => {
    const { alerts } = readSettings({
      ROLLCALL_SLACK_WEBHOOK: 'vault:kv/rollcall#slack',
      ROLLCALL_WEBHOOK_URL: 'https://hooks.example/alerts',
      ROLLCALL_SMTP_URL: 'smtps://mail.example',
      ROLLCALL_MAIL_FROM: 'Rollcall <rollcall@example.com>',
      ROLLCALL_MAIL_TO: 'ops@example.com, lee@example.com',
      ROLLCALL_ALERTS: 'slack: rollbackHeld',
    });
    assert.equal(alerts.slack, 'vault:kv/rollcall#slack');
    assert.deepEqual(alerts.webhook, { url: 'https://hooks.example/alerts', secret: null });
    assert.equal(alerts.pagerDuty, null);
    assert.deepEqual(alerts.mail?.to, ['ops@example.com', 'lee@example.com']);
    assert.equal(alerts.mail?.requireTls, true);
    assert.deepEqual(alerts.routes.slack, ['rollbackHeld']);
  });

  it('says what is wrong with how people are told, and repeats no secret', () => {
    const secret = 'https://hooks.slack.example/T000-xyzzy';
    const wrong: [Record<string, string>, RegExp][] = [
      [{ ROLLCALL_SLACK_WEBHOOK: secret }, /ROLLCALL_SLACK_WEBHOOK is no reference.*env:, file:/],
      [{ ROLLCALL_PAGERDUTY_KEY: 'xyzzy' }, /ROLLCALL_PAGERDUTY_KEY is no reference to a secret/],
      [{ ROLLCALL_SMTP_URL: 'mail.example' }, /ROLLCALL_SMTP_URL is no smtp/],
      [{ ROLLCALL_SMTP_URL: 'smtp://a:xyzzy@mail' }, /holds a user.*ROLLCALL_SMTP_CREDENTIALS/],
      [{ ROLLCALL_SMTP_URL: 'smtp://mail' }, /ROLLCALL_MAIL_FROM or ROLLCALL_MAIL_TO is not set/],
      [{ ROLLCALL_MAIL_TO: 'ops' }, /ROLLCALL_MAIL_TO.* is no mail address/],
      [{ ROLLCALL_ALERTS: 'slack: gateOpens' }, /ROLLCALL_ALERTS has the event "gateOpens"/],
    ];
    for (const [env, message] of wrong)
      assert.throws(
        () => readSettings(env),
        (error) =>
          error instanceof BadSettingsError &&
          message.test(error.message) &&
          !error.message.includes('xyzzy'),
        JSON.stringify(env),
      );
  });

  it('takes an empty variable for one that is not set', () => {
    const settings = readSettings({ ROLLCALL_TASK_QUEUE: '', ROLLCALL_HEALTH_PORT: '' });
    assert.equal(settings.taskQueue, 'rollcall');
    assert.equal(settings.healthPort, null);
  });

  it('names every variable that is wrong', () => {
    const wrong = { ROLLCALL_HEALTH_PORT: 'many', ROLLCALL_WEBHOOK_URL: 'ftp://x' };
    assert.throws(
      () => readSettings(wrong),
      (error: unknown) => {
        assert.ok(error instanceof BadSettingsError);
        assert.match(error.message, /ROLLCALL_HEALTH_PORT/);
        assert.match(error.message, /ROLLCALL_WEBHOOK_URL/);
        return true;
      },
    );
  });
});
