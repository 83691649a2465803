import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { LedgerUnavailableError } from './port.js';
import { runGit } from './run-git.js';

// Only SSH signatures count: Git would also take a good one of any OpenPGP or X.509 key that this machine knows.
const SSH_ONLY = ['openpgp', 'x509'].flatMap((format) => ['-c', `gpg.${format}.program=false`]);
// Each is two processes of ssh-keygen: this many end long before Git is stopped.
const AT_ONCE = 200;

const SSH_FINGERPRINT = /^SHA256:/;

/** Checks who signed commits, against an allowed_signers file (see ssh-keygen(1), ALLOWED SIGNERS). */
export class Signatures {
  // A commit never changes, and who is allowed is read once for a process.
  readonly #known = new Map<string, string | null>();

  constructor(
    private readonly repository: string,
    private readonly signersFile: string,
  ) {}

  /**
   * Why each commit is not to be trusted; null where an allowed signer signed it.
   * @throws LedgerUnavailableError where the file cannot be read
   */
  async distrustOf(commits: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const unknown = [...new Set(commits)].filter((commit) => !this.#known.has(commit));
    if (unknown.length > 0) await this.#requireSigners();
    for (let at = 0; at < unknown.length; at += AT_ONCE) {
      await this.#check(unknown.slice(at, at + AT_ONCE));
    }
    // One that Git did not answer for is trusted as little as one that nobody signed.
    return new Map(
      commits.map((commit) => [commit, this.#known.get(commit) ?? this.#missing(commit)]),
    );
  }

  #missing(commit: string): string | null {
    return this.#known.has(commit) ? null : `commit ${commit} could not be checked`;
  }

  async #requireSigners(): Promise<void> {
    await access(this.signersFile, constants.R_OK).catch(() => {
      throw new LedgerUnavailableError(
        `${this.signersFile} (ROLLCALL_LEDGER_SIGNERS) cannot be read, so no signature in the ledger can be checked`,
      );
    });
  }

  async #check(commits: readonly string[]): Promise<void> {
    const trust = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${this.signersFile}`];
    const format = '--format=%H%x00%G?%x00%GK%x00';
    const args = [...SSH_ONLY, ...trust, 'log', '--no-walk=unsorted', '--stdin', format];
    const output = await runGit(this.repository, args, `${commits.join('\n')}\n`);
    for (const line of output.toString('utf8').split('\n').filter(Boolean)) {
      const [commit = '', state = '', key = ''] = line.split('\0');
      this.#known.set(commit, distrust(commit, state, key));
    }
  }
}

function distrust(commit: string, state: string, key: string): string | null {
  if (state === 'G' && SSH_FINGERPRINT.test(key)) return null;
  const by = SSH_FINGERPRINT.test(key) ? ` (key ${key})` : '';
  switch (state) {
    case 'N':
      return `commit ${commit} is not signed`;
    case 'U':
      return `commit ${commit} is signed by nobody whom ROLLCALL_LEDGER_SIGNERS lists${by}`;
    case 'B':
      return `commit ${commit} has a bad signature${by}`;
    default:
      return `commit ${commit} has no SSH signature that could be checked${by}`;
  }
}
