import type { Author, Commit } from './commit-files.js';
import { LedgerUnavailableError } from './port.js';
import { tryGit } from './run-git.js';

/** Signs commits with an SSH key, as Git itself does. */
export class Signer {
  constructor(
    /** Path of a private key without a passphrase, or of a public one whose private key an agent has. */
    private readonly key: string,
  ) {}

  /**
   * Makes the signed commit with the tree, parent and message of an unsigned one. Returns its id.
   * @throws LedgerUnavailableError where the key cannot be used
   */
  async sign(
    repository: string,
    author: Author,
    { unsigned, parent, message }: Commit & { readonly unsigned: string },
  ): Promise<string> {
    const configuration = [
      'gpg.format=ssh',
      `user.signingKey=${this.key}`,
      `user.name=${author.name}`,
      `user.email=${author.email}`,
    ].flatMap((setting) => ['-c', setting]);
    const parents = parent === null ? [] : ['-p', parent];
    const args = [...configuration, 'commit-tree', '-S', `${unsigned}^{tree}`, ...parents];
    const text = `${message.replaceAll('\0', '').trim()}\n`;
    const answer = await tryGit(repository, [...args, '-F', '-'], text);
    if (answer.exitCode === 0) return answer.output.toString('utf8').trim();
    throw new LedgerUnavailableError(
      `ledger ${repository}: nothing can be written, as signing with ${this.key} (ROLLCALL_LEDGER_SIGNING_KEY) ` +
        `failed: ${answer.words}. It has to be an SSH private key without a passphrase, readable by the worker`,
    );
  }
}
