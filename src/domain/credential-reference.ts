/** Where an org's credentials are, as `environments/*.yaml` names it. */
export type CredentialReference =
  | { readonly scheme: 'env'; readonly name: string }
  | { readonly scheme: 'file'; readonly entry: string }
  | {
      readonly scheme: 'vault';
      /** Mount of the KV engine, version 2; may hold slashes. */
      readonly mount: string;
      readonly path: string;
      /** Put before `client_id` and `client_secret`, with an underscore; null for none. */
      readonly fieldPrefix: string | null;
    }
  | {
      readonly scheme: 'aws';
      /** Name or ARN. */
      readonly secretId: string;
      /** Region that an ARN names; null for the worker's own. */
      readonly region: string | null;
    };

export type CredentialScheme = CredentialReference['scheme'];

/** `problem` says how to write it and never repeats the text: it may be a secret in the wrong place. */
export type ReadReference =
  | { readonly ok: true; readonly reference: CredentialReference }
  | { readonly ok: false; readonly problem: string };

const READERS: Readonly<Record<CredentialScheme, (rest: string) => CredentialReference | string>> =
  { env: envReference, file: fileReference, vault: vaultReference, aws: awsReference };

/** Reads `env:NAME`, `file:entry`, `vault:mount/path#prefix` or `aws:name-or-arn`. */
export function readCredentialReference(text: string): ReadReference {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(0, colon));
  if (!isScheme(scheme)) {
    const known = Object.keys(READERS).map((name) => `${name}:`);
    return { ok: false, problem: `has no known scheme; known are: ${known.join(', ')}` };
  }
  const read = READERS[scheme](text.slice(colon + 1));
  return typeof read === 'string' ? { ok: false, problem: read } : { ok: true, reference: read };
}

function isScheme(scheme: string): scheme is CredentialScheme {
  return Object.hasOwn(READERS, scheme);
}

function envReference(name: string): CredentialReference | string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return { scheme: 'env', name };
  return 'names no environment variable: write env:NAME with letters, digits and underscores';
}

function fileReference(entry: string): CredentialReference | string {
  if (entry !== '') return { scheme: 'file', entry };
  return 'names no entry: write file:entry';
}

function vaultReference(rest: string): CredentialReference | string {
  const [place = '', prefix, ...more] = rest.split('#');
  const [mount = '', ...path] = place.split('/');
  const segments = [...mount.split(/%2f/i), ...path];
  const sound = segments.every((part) => /^[\w.@+=-]+$/.test(part) && !/^\.+$/.test(part));
  if (!sound || path.length === 0 || more.length > 0 || !/^[\w-]+$/.test(prefix ?? '-'))
    return 'names no secret in Vault: write vault:mount/path or vault:mount/path#prefix, with %2F for a slash in the mount';
  return {
    scheme: 'vault',
    mount: mount.replaceAll(/%2f/gi, '/'),
    path: path.join('/'),
    fieldPrefix: prefix ?? null,
  };
}

function awsReference(secretId: string): CredentialReference | string {
  const arn = /^arn:[\w-]+:secretsmanager:([a-z0-9-]+):\d{12}:secret:[\w/+=.@!-]{1,512}$/;
  const region = arn.exec(secretId)?.[1] ?? null;
  if (region !== null || /^(?!arn:)[\w/+=.@!-]{1,512}$/.test(secretId))
    return { scheme: 'aws', secretId, region };
  return 'names no secret of AWS Secrets Manager: write aws:name or aws:arn:aws:secretsmanager:region:account:secret:name';
}
