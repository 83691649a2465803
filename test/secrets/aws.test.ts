import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createAwsSecrets } from '../../src/secrets/aws/provider.js';
import { withServer, type Handler } from '../http/tiny-server.js';
import { withTlsServer } from '../http/tls-server.js';
import { unverified } from '../http/unverified.js';
import { createSecretsManager, refuse } from './aws-server.js';
import { describeSecretsManager } from './aws-suite.js';
import { withVariables } from './aws-variables.js';
import { refused } from './refused.js';

const CANARY = 'canary-client-secret';
const KEYS = { AWS_ACCESS_KEY_ID: 'canary-access-key', AWS_SECRET_ACCESS_KEY: 'canary-secret-key' };

describe('AWS Secrets Manager', () => {
  describe('as its protocol is documented', () => {
    let endpoint = '';
    let stop = (): void => {};
    before(async () => {
      const stopped = new Promise<void>((resolve) => (stop = resolve));
      await new Promise<void>((started) => {
        void withServer(createSecretsManager(), ({ url }) => {
          endpoint = url;
          started();
          return stopped;
        });
      });
    });
    after(() => stop());
    describeSecretsManager(() => endpoint);
  });

  const moto = process.env['ROLLCALL_TEST_MOTO'] ?? (hasMoto() ? 'moto_server' : null);
  if (moto === null) {
    it.skip('moto: not run, since moto_server is not installed (pip install "moto[server]")');
  } else {
    describe('moto', () => {
      let server: ChildProcess | null = null;
      let endpoint = moto;
      before(async () => {
        if (/^https?:/.test(moto)) return;
        const port = await freePort();
        server = spawn(moto, ['-H', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore' });
        endpoint = `http://127.0.0.1:${port}`;
        while (!(await fetch(endpoint).catch(() => null))) await setTimeout(200);
      });
      after(() => void server?.kill());
      describeSecretsManager(() => endpoint);
    });
  }

  type Case = [string, (response: ServerResponse) => void, boolean, RegExp];
  const cases: Case[] = [
    [
      'access is denied',
      (r) => refuse(r, 'AccessDeniedException', CANARY),
      false,
      /GetSecretValue/,
    ],
    ['the key cannot decrypt', (r) => refuse(r, 'DecryptionFailure', CANARY), false, /KMS key/],
    [
      'the credentials are old',
      (r) => refuse(r, 'ExpiredTokenException', CANARY),
      false,
      /no valid AWS/,
    ],
    [
      'the name is no name',
      (r) => refuse(r, 'InvalidParameterException', CANARY),
      false,
      /no name/,
    ],
    ['something unknown', (r) => refuse(r, 'TeapotException', CANARY), false, /refused \(TeapotEx/],
    ['it throttles', (r) => refuse(r, 'ThrottlingException', CANARY), true, /Throttling/],
    ['it fails', (r) => refuse(r, 'InternalServiceError', CANARY, 500), true, /500/],
    ['it is a gateway that fails', (r) => void r.writeHead(502).end(CANARY), true, /502/],
    ['it breaks off', (r) => void r.destroy(), true, /ECONNRESET/],
    ['it sends no JSON', (r) => void r.writeHead(200).end(`${CANARY}{`), false, /refused/],
  ];
  for (const [name, respond, passing, message] of cases) {
    it(`says so when ${name}, without quoting it, after one request`, async () => {
      const handler: Handler = (_, response) => respond(response);
      await withServer(handler, async ({ url, seen }) => {
        await withVariables(
          { AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-west-1', ...KEYS },
          async () => {
            const planted = [CANARY, ...Object.values(KEYS)];
            const error = await refused(createAwsSecrets(), 'aws:org_a', planted);
            assert.match(error.message, message);
            assert.equal(error.passing, passing, error.message);
            assert.equal(seen.length, 1);
          },
        );
      });
    });
  }

  it('goes on verifying with NODE_TLS_REJECT_UNAUTHORIZED=0: who stands between could read the answer', async () => {
    await withTlsServer(async ({ url, paths }) => {
      const variables = { AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-west-1', ...KEYS };
      await withVariables(variables, () =>
        unverified(async () => {
          const error = await refused(createAwsSecrets(), 'aws:org_a', Object.values(KEYS));
          assert.match(error.message, /gave no answer.*(UNABLE_TO_|SELF_SIGNED)/);
        }),
      );
      assert.deepEqual(paths, []);
    });
  });

  it('says that region or credentials are missing', async () => {
    await withVariables(KEYS, async () => {
      const error = await refused(createAwsSecrets(), 'aws:org_a', Object.values(KEYS));
      assert.match(error.message, /Set AWS_REGION, or use the ARN/);
    });
    await withVariables({ AWS_REGION: 'eu-west-1' }, async () => {
      const error = await refused(createAwsSecrets(), 'aws:org_a');
      assert.match(error.message, /no valid AWS credentials. Check AWS_PROFILE/);
      assert.equal(error.passing, false);
    });
  });
});

function hasMoto(): boolean {
  try {
    execFileSync('moto_server', ['--help'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
