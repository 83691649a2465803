import assert from 'node:assert/strict';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createAwsSecrets } from '../../src/secrets/aws/provider.js';
import { withVariables } from './aws-variables.js';
import { refused } from './refused.js';

const CANARY = 'canary-client-secret';

/** What every server that speaks the protocol of AWS Secrets Manager must do with Rollcall. */
export function describeSecretsManager(endpoint: () => string): void {
  const env = (): Record<string, string> => ({
    AWS_ENDPOINT_URL: endpoint(),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'canary-access-key',
    AWS_SECRET_ACCESS_KEY: 'canary-secret-key',
  });
  const planted = [CANARY, 'canary-access-key', 'canary-secret-key'];

  it('gives credentials by name and by ARN, and new ones as soon as they are there', async () => {
    await withVariables(env(), async () => {
      const admin = new SecretsManagerClient({});
      const value = (secret: string): string =>
        JSON.stringify({ client_id: 'id-1', client_secret: secret });
      const Name = 'rollcall/production/org_a';
      const { ARN = '' } = await admin.send(
        new CreateSecretCommand({ Name, SecretString: value(CANARY) }),
      );
      const provider = createAwsSecrets();
      const expected = { clientId: 'id-1', clientSecret: CANARY };
      assert.deepEqual(await provider.read(`aws:${Name}`), expected);
      assert.match(ARN, /^arn:aws:secretsmanager:eu-central-1:/);
      assert.deepEqual(await provider.read(`aws:${ARN}`), expected);
      await admin.send(new PutSecretValueCommand({ SecretId: Name, SecretString: value('new') }));
      assert.equal((await provider.read(`aws:${Name}`)).clientSecret, 'new');
      // The region of an ARN wins over AWS_REGION.
      process.env['AWS_REGION'] = 'us-east-1';
      assert.equal((await createAwsSecrets().read(`aws:${ARN}`)).clientSecret, 'new');
    });
  });

  it('gives a registered application with the client', async () => {
    await withVariables(env(), async () => {
      const secret = { client_id: 'id-1', client_secret: CANARY, application_id: 'app' };
      const SecretString = JSON.stringify({ ...secret, application_secret: 's-app' });
      const Name = 'rollcall/production/org_c';
      await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name, SecretString }));
      assert.deepEqual(await createAwsSecrets().read(`aws:${Name}`), {
        clientId: 'id-1',
        clientSecret: CANARY,
        application: { id: 'app', secret: 's-app' },
      });
    });
  });

  it('gives a text, whole or as the member value', async () => {
    await withVariables(env(), async () => {
      const admin = new SecretsManagerClient({});
      const provider = createAwsSecrets();
      const secrets = { whole: CANARY, member: `{"value":"${CANARY}"}`, other: '{"a":"b"}' };
      for (const [name, SecretString] of Object.entries(secrets))
        await admin.send(new CreateSecretCommand({ Name: `text/${name}`, SecretString }));
      assert.equal(await provider.readText('aws:text/whole'), CANARY);
      assert.equal(await provider.readText('aws:text/member'), CANARY);
      await assert.rejects(provider.readText('aws:text/other'), /must be text, or JSON/);
    });
  });

  it('explains a secret that is absent, deleted, binary or of another shape', async () => {
    await withVariables(env(), async () => {
      const admin = new SecretsManagerClient({});
      const provider = createAwsSecrets();
      const of = async (reference: string): Promise<string> =>
        (await refused(provider, reference, planted)).message;
      assert.match(await of('aws:nobody'), /no such secret.*Check the name, AWS_REGION/);
      for (const [Name, SecretString] of [
        ['text', CANARY],
        ['list', `["${CANARY}"]`],
        ['half', `{"client_id":"${CANARY}","client_secret":7}`],
        ['inherited', `{"client_id":"${CANARY}","__proto__":{"client_secret":"x"}}`],
      ] as const) {
        await admin.send(new CreateSecretCommand({ Name, SecretString }));
        assert.match(await of(`aws:${Name}`), /must be JSON \{"client_id"/);
      }
      const SecretBinary = Buffer.from(CANARY);
      await admin.send(new CreateSecretCommand({ Name: 'binary', SecretBinary }));
      assert.match(await of('aws:binary'), /must be JSON/);
      await admin.send(new DeleteSecretCommand({ SecretId: 'text' }));
      assert.match(await of('aws:text'), /marked for deletion. Restore it/);
    });
  });
}
