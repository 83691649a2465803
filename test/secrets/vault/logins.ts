import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { issue, type Fields, type IssuedToken, type VaultState } from './state.js';

/** `auth/<mount>/login` of AppRole, JWT and Kubernetes: a token, or the message of a refusal. */
export async function login(
  state: VaultState,
  mount: string,
  body: Fields,
): Promise<IssuedToken | string> {
  const auth = state.auths.get(mount);
  const origin = `auth/${mount}/login/${randomUUID()}`;
  if (auth?.type === 'approle') {
    const role = [...state.roles].find(([key, { role_id: id }]) => {
      return key.startsWith(`${mount}/`) && id === body['role_id'];
    })?.[1];
    const secretId = state.secretIds.get(`${mount}/${String(body['secret_id'])}`);
    if (role === undefined || secretId === undefined || secretId.usesLeft === 0)
      return 'invalid role or secret ID';
    secretId.usesLeft -= 1;
    return issue(state, origin, role);
  }
  const role = state.roles.get(`${mount}/${String(body['role'])}`);
  const jwt = String(body['jwt']);
  if (role === undefined) return `role ${String(body['role'])} could not be found`;
  if (auth?.type === 'jwt')
    return jwtIsGood(jwt, auth.config, role) ? issue(state, origin, role) : `bad jwt ${jwt}`;
  if (auth?.type !== 'kubernetes') return 'no handler for route';
  const account = await reviewed(String(auth.config['kubernetes_host']), jwt);
  const allowed = (role['bound_service_account_names'] as string[]).includes(account);
  return allowed ? issue(state, origin, role) : 'service account name not authorized';
}

function jwtIsGood(jwt: string, config: Fields, role: Fields): boolean {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const [pem = ''] = config['jwt_validation_pubkeys'] as string[];
  const signed = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) return false;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Fields;
  return (role['bound_audiences'] as unknown[]).includes(claims['aud']);
}

/** Vault asks the cluster's TokenReview API whose token it is. */
async function reviewed(host: string, token: string): Promise<string> {
  const answer = await fetch(`${host}/apis/authentication.k8s.io/v1/tokenreviews`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'TokenReview', spec: { token } }),
  });
  const { status } = (await answer.json()) as {
    status: { authenticated: boolean; user?: { username: string } };
  };
  return status.authenticated ? (status.user?.username.split(':').at(-1) ?? '') : '';
}
