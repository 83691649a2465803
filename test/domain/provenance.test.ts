import assert from 'node:assert/strict';

import type { Acceptance } from '../../src/domain/operations.js';
import { objectionToCommit } from '../../src/domain/provenance.js';
import type { CommitProvenance, TagSignature } from '../../src/domain/provenance.js';

const unsigned: TagSignature = { status: 'none', by: null };
const good: TagSignature = { status: 'good', by: 'lee' };
const bad: TagSignature = { status: 'bad', by: null };

function standing(onProtectedBranch: boolean, ...signatures: TagSignature[]): CommitProvenance {
  const tags = signatures.map((signature, index) => ({
    name: `v${index}`,
    annotated: signature !== unsigned,
    signature,
  }));
  return { protectedBranch: 'main', onProtectedBranch, tags };
}

function objection(accepted: Acceptance, provenance: CommitProvenance): string {
  const accepts = { production: accepted };
  return objectionToCommit({ accepts, environment: 'production', provenance }) ?? 'none';
}

describe('what an environment accepts', () => {
  it('is anything where nothing is said', () => {
    const provenance = standing(false);
    assert.equal(objection('any', provenance), 'none');
    for (const environment of ['staging', 'constructor'])
      assert.equal(
        objectionToCommit({ accepts: { production: 'tag' }, environment, provenance }),
        null,
      );
  });

  it('is asked of the branch, then of the tags, then of their signatures', () => {
    for (const accepted of ['protected_branch', 'tag', 'signed_tag'] as const)
      assert.match(objection(accepted, standing(false, good)), /merge it into main first/);
    assert.equal(objection('protected_branch', standing(true)), 'none');
    assert.match(objection('tag', standing(true)), /no tag: tag it/);
    assert.match(objection('signed_tag', standing(true)), /no tag: tag it/);
    assert.equal(objection('tag', standing(true, unsigned)), 'none');
    const message = objection('signed_tag', standing(true, unsigned, bad));
    assert.match(message, /v0 \(not signed\), v1 \(its signature is by none.*git tag -s/);
    assert.equal(objection('signed_tag', standing(true, bad, good)), 'none');
  });
});
