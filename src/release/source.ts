import { closestNames } from '../domain/closest-name.js';
import { noOperations } from '../domain/operations.js';
import { withoutCredentials } from '../git/without-credentials.js';
import type { CommitProvenance } from '../domain/provenance.js';
import type { Finding, Release } from '../domain/release-model.js';
import { badInput } from './bad-input.js';
import { compileRelease } from './compile.js';
import { Documents } from './documents.js';
import type { GitReader } from './git.js';
import { compileOperations, operationsFile } from './operations.js';
import { BadReleaseError } from './port.js';
import type { CurrentOperations, ReleaseSource } from './port.js';
import { provenanceOf, tipOf } from './provenance.js';
import { openRepository } from './repository.js';
import type { Repository } from './repository.js';
import {
  isReleaseFile,
  isReleasePlace,
  maximumFileBytes,
  maximumFiles,
  maximumReleaseBytes,
  notRegular,
  tooLarge,
} from './source-file.js';
import type { SourceFile } from './source-file.js';

const cachedReleases = 8;

export interface ReleaseSourceOptions {
  /** Path of a Git repository on this machine, or a URL. */
  readonly repository: string;
  /** Folder of the configuration in the repository; the whole repository where absent. */
  readonly subfolder?: string;
  /** The branch that counts as reviewed, and whose operations.yaml applies; main where absent. */
  readonly protectedBranch?: string;
  /** Where mirrors of URLs are kept. */
  readonly cacheDir: string;
}

/** The configuration repository as the engine reads it: commits only, never a work tree. */
export function createReleaseSource(options: ReleaseSourceOptions): ReleaseSource {
  return new GitReleaseSource(options);
}

class GitReleaseSource implements ReleaseSource {
  private readonly folder: string;
  private readonly protectedBranch: string;
  private readonly releases = new Map<string, Promise<Release>>();
  private known: { commit: string; reading: Promise<CurrentOperations> } | null = null;
  private opening: Promise<Repository> | null = null;

  constructor(private readonly options: ReleaseSourceOptions) {
    this.folder = folderOf(options.subfolder);
    this.protectedBranch = (options.protectedBranch ?? 'main').replace(/^refs\/heads\//, '');
  }

  async resolve(ref: string): Promise<string> {
    const { reader, refresh } = await this.open();
    await refresh();
    return await this.commitOf(reader, ref);
  }

  load(commit: string): Promise<Release> {
    const { releases } = this;
    const known = releases.get(commit);
    const loading = known ?? this.read(commit);
    releases.delete(commit);
    releases.set(commit, loading);
    // A failure may be the network's: the next caller tries again.
    if (!known) loading.catch(() => releases.get(commit) === loading && releases.delete(commit));
    for (const oldest of [...releases.keys()].slice(0, -cachedReleases)) releases.delete(oldest);
    return loading;
  }

  async place(commit: string, findings: readonly Finding[]): Promise<readonly Finding[]> {
    const { reader } = await this.open();
    const named = new Set(findings.map(({ file }) => file));
    const documents = new Documents(
      await readFiles(reader, commit, this.folder, (path) => named.has(path)),
    );
    for (const { file, path, message } of findings) {
      if (documents.has(file)) documents.open(file);
      documents.report(file, path, message);
    }
    return documents.findings();
  }

  async operations(): Promise<CurrentOperations> {
    const { reader, refresh } = await this.open();
    await refresh();
    const commit = await tipOf(reader, this.protectedBranch);
    if (commit === null) return { operations: noOperations, commit, found: false };
    if (this.known?.commit !== commit) {
      const reading = this.readOperations(reader, commit);
      this.known = { commit, reading };
      reading.catch(() => {
        if (this.known?.reading === reading) this.known = null;
      });
    }
    return await this.known.reading;
  }

  async provenance(commit: string): Promise<CommitProvenance> {
    const { operations } = await this.operations();
    const { reader } = await this.open();
    return await provenanceOf({
      reader,
      commit: await this.commitOf(reader, commit),
      protectedBranch: this.protectedBranch,
      people: operations.people,
    });
  }

  private async open(): Promise<Repository> {
    this.opening ??= openRepository(this.options.repository, this.options.cacheDir);
    try {
      return await this.opening;
    } catch (error) {
      this.opening = null;
      throw error;
    }
  }

  private async commitOf(reader: GitReader, ref: string): Promise<string> {
    const commit = await reader.commitOf(ref);
    if (commit === null) throw await unknownRef(reader, ref, this.options.repository);
    return commit;
  }

  private async read(commit: string): Promise<Release> {
    const { reader, refresh } = await this.open();
    if ((await reader.commitOf(commit)) === null) await refresh();
    const known = await this.commitOf(reader, commit);
    const files = await readFiles(reader, known, this.folder, (path, regular) =>
      regular ? isReleaseFile(path) : isReleasePlace(path),
    );
    const result = compileRelease({ commit: known, files });
    if (!result.ok) throw new BadReleaseError(result.findings);
    return result.release;
  }

  private async readOperations(reader: GitReader, commit: string): Promise<CurrentOperations> {
    const isMeant = (path: string): boolean => path === operationsFile;
    const file = (await readFiles(reader, commit, this.folder, isMeant)).get(operationsFile);
    if (file === undefined) return { operations: noOperations, commit, found: false };
    const release = await this.load(commit).catch((error: unknown) => {
      // What is wrong with the branch's release is said to whoever starts it.
      if (error instanceof BadReleaseError) return null;
      throw error;
    });
    const result = compileOperations(file, release);
    if (!result.ok) throw new BadReleaseError(result.findings);
    return { operations: result.operations, commit, found: true };
  }
}

function folderOf(subfolder = ''): string {
  const parts = subfolder.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw badInput('subfolder', `"${subfolder}" leaves the repository`);
  return parts.join('/');
}

async function unknownRef(
  reader: GitReader,
  ref: string,
  repository: string,
): Promise<BadReleaseError> {
  const close = closestNames(ref, await reader.refs(), 5);
  const hint =
    close.length > 0 ? `Close to it: ${close.join(', ')}` : 'It has no branch and no tag';
  return badInput(
    'release',
    `no ref or commit "${ref}" in ${withoutCredentials(repository)}. ${hint}`,
  );
}

async function readFiles(
  reader: GitReader,
  commit: string,
  folder: string,
  isMeant: (path: string, regular: boolean) => boolean,
): Promise<Map<string, SourceFile>> {
  const entries = (await reader.list(commit, folder)).filter(({ path, regular }) =>
    isMeant(path, regular),
  );
  if (entries.length > maximumFiles)
    throw badInput('release', `the configuration has more than ${maximumFiles} files`);
  const readable = entries.filter(({ regular, bytes }) => regular && bytes <= maximumFileBytes);
  const total = readable.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maximumReleaseBytes)
    throw badInput('release', `the configuration is larger than ${maximumReleaseBytes} bytes`);
  const contents = await reader.contents(readable.map(({ objectId }) => objectId));
  const read = new Map(readable.map(({ path }, index) => [path, contents[index]]));
  return new Map(
    entries.map(({ path, regular }): [string, SourceFile] => {
      const bytes = read.get(path);
      return [path, bytes ? { bytes } : regular ? tooLarge : notRegular];
    }),
  );
}
