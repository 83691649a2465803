import type { ServerResponse } from 'node:http';
import type { Seen } from '../http/tiny-server.js';

interface Stored {
  readonly arn: string;
  readonly value: { readonly SecretString?: string; readonly SecretBinary?: string };
  readonly deleted?: boolean;
}

type Input = Readonly<Record<string, string | undefined>>;

/** Speaks the documented JSON protocol of Secrets Manager for a handful of its actions. */
export function createSecretsManager(): (seen: Seen, response: ServerResponse) => void {
  const stored = new Map<string, Stored>();
  return (seen, response) => {
    const action = String(seen.headers['x-amz-target']).replace('secretsmanager.', '');
    const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\/secretsmanager\//;
    const region = scope.exec(seen.headers.authorization ?? '')?.[1];
    if (region === undefined) return refuse(response, 'UnrecognizedClientException', 'unsigned');
    const input = JSON.parse(seen.text) as Input;
    const { Name, SecretId, SecretString, SecretBinary } = input;
    const value = {
      ...(SecretString === undefined ? {} : { SecretString }),
      ...(SecretBinary === undefined ? {} : { SecretBinary }),
    };
    if (action === 'CreateSecret' && Name !== undefined) {
      const arn = `arn:aws:secretsmanager:${region}:123456789012:secret:${Name}-AbCdEf`;
      stored.set(Name, { arn, value });
      return send(response, 200, { Name, ARN: arn });
    }
    const [name, secret] =
      [...stored].find(
        ([name, { arn }]) => arn.includes(`:${region}:`) && (name === SecretId || arn === SecretId),
      ) ?? [];
    if (secret === undefined || name === undefined)
      return refuse(response, 'ResourceNotFoundException', `no ${SecretId}`);
    if (action === 'PutSecretValue') stored.set(name, { ...secret, value });
    if (action === 'DeleteSecret') stored.set(name, { ...secret, deleted: true });
    if (action === 'GetSecretValue' && secret.deleted)
      return refuse(response, 'InvalidRequestException', `deleted: ${secret.value.SecretString}`);
    return send(response, 200, { Name: name, ARN: secret.arn, ...secret.value });
  };
}

export function refuse(
  response: ServerResponse,
  type: string,
  message: string,
  status = 400,
): void {
  send(response, status, { __type: type, message, Message: message });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
