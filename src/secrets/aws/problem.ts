import { SecretError } from '../errors.js';

/** Names of errors that the same call may not meet again. */
const PASSING =
  /^(InternalService|ServiceUnavailable|Throttl|TooManyRequests|RequestLimit|SlowDown|Timeout|RequestTimeout|Abort)/;
const CREDENTIALS =
  /^(CredentialsProvider|TokenProvider|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthentication|IncompleteSignature|ExpiredToken)/;

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    CREDENTIALS,
    'there are no valid AWS credentials. Check AWS_PROFILE, the AWS_* variables or the role of this machine',
  ],
  [
    /^AccessDenied/,
    'access is denied. Allow secretsmanager:GetSecretValue on it (and kms:Decrypt on a key of your own)',
  ],
  [
    /^ResourceNotFound/,
    'there is no such secret, or none with a current version, in this account and region. Check the name, AWS_REGION, or use the ARN',
  ],
  [/^InvalidRequest/, 'it is marked for deletion. Restore it: aws secretsmanager restore-secret'],
  [/^(DecryptionFailure|KMS)/, 'its KMS key cannot decrypt it. Check the key and kms:Decrypt'],
  [/^(InvalidParameter|Validation)/, 'AWS takes it for no name of a secret'],
];

/** Translates an error of the SDK by its name, code and status only: its message and metadata may quote anything. */
export function awsProblem(reference: string, error: unknown): SecretError {
  const { name, code, status, message } = factsOf(error);
  const subject = `Credentials "${reference}" cannot be read from AWS Secrets Manager: `;
  if (message === 'Region is missing')
    return new SecretError(`${subject}the region is not known. Set AWS_REGION, or use the ARN.`);
  const remedy = REMEDIES.find(([names]) => names.test(name))?.[1];
  if (remedy !== undefined) return new SecretError(`${subject}${remedy} (${name}).`);
  // Of the system (ECONNRESET) and of TLS (CERT_HAS_EXPIRED).
  const system = /^[A-Z][A-Z0-9_]+$/.test(code);
  const passing = system || PASSING.test(name) || status >= 500 || status === 429;
  const words = [system ? code : name, status > 0 ? String(status) : ''].filter(Boolean).join(', ');
  const what = passing ? 'it gave no answer, or none that helps' : 'it refused';
  return new SecretError(`${subject}${what} (${words}).`, { passing });
}

interface AwsFacts {
  readonly name: string;
  readonly code: string;
  /** HTTP status; 0 where there was none. */
  readonly status: number;
  readonly message: string;
}

function factsOf(error: unknown): AwsFacts {
  if (!(error instanceof Error)) return { name: 'Error', code: '', status: 0, message: '' };
  const { code, $metadata: metadata } = error as { code?: unknown; $metadata?: unknown };
  const { httpStatusCode: status } = (metadata ?? {}) as { httpStatusCode?: unknown };
  return {
    name: /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error',
    code: typeof code === 'string' && code.length < 40 ? code : '',
    status: typeof status === 'number' ? status : 0,
    message: error.message,
  };
}
