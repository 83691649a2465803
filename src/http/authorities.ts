import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Node's own certificate authorities and those of some PEM files. Throws an Error that names the file where it cannot
 * be read or holds no certificate.
 */
export function authoritiesWith(files: readonly { path: string; variable: string }[]): string[] {
  return [...ownAuthorities(), ...files.flatMap(({ path, variable }) => readPem(path, variable))];
}

/** Newer versions of Node tell all that they believe in; older ones only their built-in list. */
function ownAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  return getCACertificates?.('default') ?? tls.rootCertificates;
}

function readPem(path: string, variable: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error(`${variable}: ${path} cannot be read`);
  }
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0 || !found.every(isCertificate))
    throw new Error(
      `${variable}: ${path} holds no certificate in PEM form, or one that is damaged`,
    );
  return found;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
