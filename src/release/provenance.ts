import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Operations } from '../domain/operations.js';
import type { CommitProvenance, TagSignature } from '../domain/provenance.js';
import type { GitReader, TagEntry } from './git.js';

type People = Operations['people'];

/** Tip of a branch by its plain name, in a repository, a mirror or a clone; null where there is none. */
export async function tipOf(reader: GitReader, branch: string): Promise<string | null> {
  for (const place of ['refs/heads', 'refs/remotes/origin']) {
    const tip = await reader.commitOf(`${place}/${branch}`);
    if (tip !== null) return tip;
  }
  return null;
}

/** Where a known commit stands: on the protected branch or not, its tags and whose signatures they bear. */
export async function provenanceOf(request: {
  readonly reader: GitReader;
  readonly commit: string;
  readonly protectedBranch: string;
  readonly people: People;
}): Promise<CommitProvenance> {
  const { reader, commit, protectedBranch, people } = request;
  const tip = await tipOf(reader, protectedBranch);
  const onProtectedBranch = tip !== null && (await reader.isAncestor(commit, tip));
  const tags = await reader.tagsAt(commit);
  const signatures = await signaturesOf(reader, tags, people);
  return {
    protectedBranch,
    onProtectedBranch,
    tags: tags.map(({ name, annotated }, index) => ({
      name,
      annotated,
      signature: signatures[index] ?? { status: 'none', by: null },
    })),
  };
}

async function signaturesOf(
  reader: GitReader,
  tags: readonly TagEntry[],
  people: People,
): Promise<TagSignature[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-signers-'));
  try {
    const signers = join(folder, 'allowed');
    await writeFile(signers, allowedSigners(people));
    const found: TagSignature[] = [];
    for (const tag of tags) found.push(await signatureOf(reader, tag, signers, people));
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Principals are places in the list of people: names may hold what this format gives a meaning to. */
function allowedSigners(people: People): string {
  return Object.values(people)
    .flatMap(({ sshKeys }, index) =>
      sshKeys.map((key) => `${index} namespaces="git" ${key.split(' ').slice(0, 2).join(' ')}\n`),
    )
    .join('');
}

async function signatureOf(
  reader: GitReader,
  tag: TagEntry,
  signers: string,
  people: People,
): Promise<TagSignature> {
  const text = tag.annotated ? await reader.tagText(tag.objectId) : '';
  const kind = /^-----BEGIN (SSH|PGP|SIGNED).*-----$/m.exec(text)?.[1];
  if (kind === undefined) return { status: 'none', by: null };
  // Only SSH keys are declared, and a signed tag under another name is somebody else's work.
  const isReadable = kind === 'SSH' && tag.ownName === tag.name;
  const principal = isReadable ? await reader.verifyTag(tag.objectId, signers) : null;
  const by = principal === null ? undefined : Object.keys(people)[Number(principal)];
  return by === undefined ? { status: 'bad', by: null } : { status: 'good', by };
}
