import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SignatureToVerify, SignatureVerifier } from './port.js';

const TIMEOUT_MS = 10_000;
const IDENTITY = 'approver';

/** SSH signatures (OpenSSH's PROTOCOL.sshsig) by OpenSSH itself, which also knows hardware keys. */
export function createSshVerifier(namespace: string): SignatureVerifier {
  return { objectionTo: (request) => verify(namespace, request) };
}

async function verify(namespace: string, request: SignatureToVerify): Promise<string | null> {
  if (request.publicKeys.length === 0) return 'operations.yaml names no key of theirs';
  if (!request.signature.startsWith('-----BEGIN SSH SIGNATURE-----'))
    return 'the signature is no armored SSH signature';
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-signature-'));
  try {
    const signers = path.join(folder, 'signers');
    const signature = path.join(folder, 'signature');
    await writeFile(signers, allowedSigners(namespace, request.publicKeys));
    await writeFile(signature, request.signature);
    const args = ['-Y', 'verify', '-f', signers, '-I', IDENTITY, '-n', namespace, '-s', signature];
    return await sshKeygen(args, request.message);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function allowedSigners(namespace: string, publicKeys: readonly string[]): string {
  // A key with a line break would smuggle in a signer of its own.
  const keys = publicKeys.map((key) => key.replaceAll(/\s+/g, ' ').trim());
  return keys.map((key) => `${IDENTITY} namespaces="${namespace}" ${key}\n`).join('');
}

/** Null where it says yes. Throws where it could not be asked: that is no verdict on the signature. */
function sshKeygen(args: readonly string[], input: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = execFile('ssh-keygen', [...args], { timeout: TIMEOUT_MS }, (error) => {
      if (error === null) resolve(null);
      else if (typeof error.code === 'number') resolve('the signature does not fit');
      else reject(new Error(`ssh-keygen could not verify a signature: ${error.message}`));
    });
    // It may have refused before it read the text.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
