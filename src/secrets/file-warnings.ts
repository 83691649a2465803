import { open, stat } from 'node:fs/promises';
import { isEncrypted } from './encrypted/decrypt.js';

export interface SecretFiles {
  readonly secretsFile: string;
  /** File with the keys of an encrypted one; null where there is none. */
  readonly keyFile: string | null;
}

/**
 * What an operator should know about the files that hold secrets. `usedBy` are the environments that are not simulated
 * and use the file, null where that is not known. A file that is not there is told by whoever reads it.
 */
export async function warningsOfSecretFiles(
  { secretsFile, keyFile }: SecretFiles,
  usedBy: readonly string[] | null,
): Promise<readonly string[]> {
  if (usedBy?.length === 0) return [];
  const encrypted = await startsEncrypted(secretsFile);
  if (encrypted === null) return [];
  const warnings = encrypted ? [] : [plainWarning(secretsFile, usedBy)];
  const bare = encrypted ? keyFile : secretsFile;
  if (bare !== null && (await isOpenToOthers(bare)))
    warnings.push(`${bare} can be read by other users of this machine: chmod 600 ${bare}`);
  return warnings;
}

function plainWarning(path: string, usedBy: readonly string[] | null): string {
  const by = usedBy === null ? '' : ` of ${usedBy.join(', ')}`;
  return `${path} holds the credentials${by} in plain text: use Vault or AWS Secrets Manager, or encrypt it: rollcall secrets encrypt ${path} ${path}.encrypted`;
}

async function startsEncrypted(path: string): Promise<boolean | null> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return isEncrypted(buffer.toString('latin1', 0, bytesRead));
  } catch {
    return null;
  }
}

/** Modes say nothing on Windows. */
async function isOpenToOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const mode = await stat(path).then(
    (found) => found.mode,
    () => 0,
  );
  return (mode & 0o077) !== 0;
}
