import assert from 'node:assert/strict';

import { isSecretName } from '../../src/domain/secret-fields.js';
import type { Json } from '../../src/domain/json.js';
import { PlatformIds } from '../../src/release/checks/platform-id.js';
import { secretIn } from '../../src/release/checks/secret.js';
import { literalsIn } from '../../src/release/checks/template-literal.js';
import { findingsOf, releaseOf, soundFiles } from './fixture.js';

const ids = new PlatformIds(releaseOf());

/** Kinds that are found in a template's member, "secret" or "reserved" where nothing allows them. */
function kindsIn(name: string, value: Json): string[] {
  return literalsIn({ [name]: value }, ids).map(({ kind, message }) => {
    return kind ?? (message.includes('secret') ? 'secret' : 'reserved');
  });
}

// Taken apart, so that nobody's scanner takes this file for a leak.
const tokens = {
  aws: ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  jwt: ['eyJ', 'hbGciOiJIUzI1NiJ9.eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N'].join(''),
  key: ['-----BEGIN RSA ', 'PRIVATE KEY-----'].join(''),
  github: ['ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'].join(''),
  random: ['s3cr', '8fJ2kQ9zLw4Tn'].join(''),
};

describe('literals of a template', () => {
  const found: readonly [string, string, Json][] = [
    ['platform_id', 'owner', '3f2b8c1e-9d4a-4c7b-8e55-0a1b2c3d4e5f'],
    ['platform_id', 'description', 'the queue 3F2B8C1E-9D4A-4C7B-8E55-0A1B2C3D4E5F.'],
    ['platform_id', 'description', 'queue_real-1_0001 of real-1'],
    ['platform_id', 'queueId', 'queue_0001'],
    ['platform_id', 'languagePackId', 'lp-7'],
    ['platform_id', 'user_ids', ['dana']],
    ['platform_id', 'divisionId', 4711],
    ['platform_id', 'targets', [{ type: 'Queue', id: 'main' }]],
    ['phone_number', 'prompt', 'call +4930123456'],
    ['phone_number', 'prompt', 'call +49 (30) 123-456'],
    ['phone_number', 'prompt', '004930123456'],
    ['phone_number', 'prompt', '(800) 555-0199'],
    ['phone_number', 'prompt', '1-800-555-0199'],
    ['phone_number', 'transferTo', 'tel:+1-800-555-0199'],
    ['phone_number', 'transferTo', 'sip:4711@{{SIP_HOST}}'],
    ['phone_number', 'callerNumber', '030 1234567'],
    ['phone_number', 'dnis', 8005550199],
    ['host', 'endpoint', 'https://api.carrier.example/v2'],
    ['host', 'note', 'see wss://x'],
    ['host', 'peer', 'sip.carrier.de'],
    ['host', 'peer', 'carrier.com:5061'],
    ['host', 'mail', 'ops@carrier.com'],
    ['host', 'sipHost', 'Carrier-7.Core'],
    ['host', 'peer', '10.20.30.40:5060'],
    ['host', 'peer', '2001:db8::7'],
    ['host', 'peer', 'localhost'],
    ['host', 'transferTo', 'sip:agents@carrier'],
    ['secret', 'password', 'hunter2'],
    ['secret', 'sipPassword', '{{SIP_PASSWORD}}'],
    ['secret', 'client_secret', 12345678],
    ['secret', 'note', tokens.aws],
    ['secret', 'note', tokens.jwt],
    ['secret', 'note', tokens.key],
    ['secret', 'note', `token ${tokens.github}`],
    ['secret', 'header', `Bearer ${tokens.random}${tokens.random}`],
    ['secret', 'url', 'https://dana:pw@{{HOST}}/'],
    ['secret', 'apiKey', tokens.random],
    ['secret', 'accessTokens', [tokens.random]],
    ['secret', 'apiKey', '{{API_KEY_NAME}}'],
    ['secret', 'token', 'block_1'],
    ['secret', 'voicemailPin', '1234'],
    ['secret', 'password', { value: 'hunter2' }],
    ['reserved', 'prompt', { file: 'prompts/welcome.wav', sha256: '0'.repeat(64) }],
    ['reserved', 'prompt', { file: 'prompts/welcome.wav' }],
  ];
  for (const [kind, name, value] of found)
    it(`${kind}: ${name}: ${JSON.stringify(value).slice(0, 50)}`, () => {
      assert.deepEqual(kindsIn(name, value), [kind]);
    });

  const sound: readonly [string, Json][] = [
    ['callTimeoutSeconds', 300],
    ['name', 'Regional_IVR_v2.1'],
    ['version', '1.2.3.4'],
    ['version', 'v2.1.0-rc.1'],
    ['id', 'block_001'],
    ['blocks', [{ id: 'block_001', type: 'PlayPrompt' }]],
    ['queueId', { ref: 'queue/main' }],
    ['queueId', '{{QUEUE_ID}}'],
    ['transferTo', '{{SUPPORT_NUMBER}}'],
    ['transferTo', 'tel:{{SUPPORT_NUMBER}}'],
    ['endpoint', 'https://{{HOST}}/v2'],
    ['interval', 'PT5M'],
    ['period', '2026-11-23T18:00:00Z'],
    ['opens', '08:30'],
    ['opens', '12:30:45'],
    ['expression', 'call.queue.id != caller.name'],
    ['prompt', 'welcome.wav'],
    ['metrics', ['abandonment_rate', 'strategy_hit_rate']],
    ['description', 'Reports over all orgs, e.g. of region 7, +10 % and more. See above.'],
    ['schema', 'Foo::Bar'],
    ['weight', 100],
    ['numberOfAgents', 12],
    ['passwordPolicy', 'strict'],
    ['tokenLifetimeSeconds', 86400],
    ['hasPassword', true],
    ['profile', { file: 'x', name: 'a report that has a file' }],
    ['color', '00ff00aa'],
    ['digits', '0123456789'],
  ];
  for (const [name, value] of sound)
    it(`nothing: ${name}: ${JSON.stringify(value).slice(0, 50)}`, () => {
      assert.deepEqual(kindsIn(name, value), []);
    });

  it('are found wherever the ledger would refuse the plan that names them', () => {
    for (const name of 'pin sipPass psk passcode cookie sessionToken connectionString'.split(' ')) {
      assert.equal(isSecretName(name), true, name);
      for (const value of ['x', '{{X}}', 1234, ['x'], { a: 'x' }])
        assert.deepEqual(kindsIn(name, value), ['secret'], name);
    }
  });

  it('are never repeated where they are secrets', () => {
    for (const secret of Object.values(tokens)) {
      const body = { name: 'x', password: secret, deep: [{ apiKey: secret }] };
      assert.ok(!JSON.stringify(literalsIn(body, ids)).includes(secret));
    }
    assert.equal(secretIn('SIP_PASSWORD', 'x'), 'a password');
  });
});

describe('a literal that a component allows', () => {
  const file = 'components/queues.yaml';
  const template = 'templates/support.yaml';
  const component = (allow: string): string =>
    (soundFiles[file] ?? '').replace('support.yaml }', `support.yaml, allow: [${allow}] }`);

  it('is no finding; another kind is', () => {
    const text = 'name: Support\nnumber: "+4930123456"\nhost: sip.carrier.de\n';
    releaseOf({ [template]: text, [file]: component('phone_number, host') });
    const findings = findingsOf({ [template]: text, [file]: component('phone_number') });
    assert.deepEqual(
      findings.map(({ file, line, path }) => `${file}:${line} ${path}`),
      [`${template}:3 host`],
    );
    assert.match(findings[0]?.message ?? '', /"sip\.carrier\.de".*\{\{SIP_HOST\}\}/);
  });

  it('is a finding where it is not there', () => {
    const [finding] = findingsOf({ [file]: component('host') });
    assert.equal(finding?.path, 'resources[0].allow[0]');
    assert.match(finding.message, /allows nothing/);
  });

  it('is never a secret', () => {
    const [finding] = findingsOf({ [file]: component('secret') });
    assert.equal(finding?.path, 'resources[0].allow[0]');
    assert.match(finding.message, /must be one of platform_id, phone_number, host/);
  });
});
