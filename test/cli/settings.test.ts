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
