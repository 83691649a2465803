import { Acceptance } from './operations.js';
import { ownMember } from './own-member.js';

/** `bad`: there is a signature, but by none of the people of the operations, or for something else. */
export interface TagSignature {
  readonly status: 'none' | 'good' | 'bad';
  /** The person whose key made a good signature. */
  readonly by: string | null;
}

/** Where a commit stands in its repository, as far as an environment may ask. */
export interface CommitProvenance {
  readonly protectedBranch: string;
  readonly onProtectedBranch: boolean;
  readonly tags: readonly {
    readonly name: string;
    readonly annotated: boolean;
    readonly signature: TagSignature;
  }[];
}

/**
 * Why an environment does not take a commit, with what to do about it; null where it does. An environment that
 * `accepts` does not name takes any.
 */
export function objectionToCommit(request: {
  readonly accepts: Readonly<Record<string, Acceptance>>;
  readonly environment: string;
  readonly provenance: CommitProvenance;
}): string | null {
  const { accepts, environment, provenance } = request;
  const accepted = ownMember(accepts, environment) ?? Acceptance.any;
  if (accepted === Acceptance.any) return null;
  const { protectedBranch: branch, onProtectedBranch, tags } = provenance;
  if (!onProtectedBranch)
    return `${environment} takes only commits on the protected branch "${branch}", and this one is not on it: merge it into ${branch} first`;
  if (accepted === Acceptance.protectedBranch) return null;
  if (tags.length === 0)
    return `${environment} takes only tagged commits, and this one has no tag: tag it and push the tag, or start from a tag`;
  if (accepted === Acceptance.tag || tags.some(({ signature }) => signature.status === 'good'))
    return null;
  const seen = tags.map(({ name, signature }) => `${name} (${signatureText(signature)})`);
  return `${environment} takes only commits with a signed tag, and this one has ${seen.join(', ')}: sign a tag (git tag -s) with a key that is in people.<name>.ssh_keys of operations.yaml on ${branch}`;
}

function signatureText({ status }: TagSignature): string {
  return status === 'none' ? 'not signed' : 'its signature is by none of the people';
}
