import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { git } from '../../src/cli/demo/git.js';
import { demoFolder } from '../../src/cli/demo/options.js';
import { decide } from '../../src/client/index.js';
import { journal } from './enterprise.js';
import { isOver } from './play.js';
import { mergeRelease } from './releases.js';
import { outcomeOf, setStage, type Stage } from './stage.js';

describe('a release with a policy that asks nobody', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ subs: ['org_sub_002', 'org_sub_022'] });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** Commits a release with gates that never ask, and nothing else changed, under a tag of its own. */
  async function askNobody(base: string, tag: string): Promise<void> {
    const { repository } = stage.enterprise;
    await git(repository, 'checkout', '--quiet', '--detach', base);
    const file = path.join(repository, demoFolder, 'policy.yaml');
    const document = parseDocument(await readFile(file, 'utf8'));
    document.setIn(['gates', 'plan'], 'never');
    document.setIn(['gates', 'expansion'], 'never');
    await writeFile(file, document.toString({ lineWidth: 0 }));
    await git(repository, 'commit', '--quiet', '--all', '--message', `Release ${tag}`);
    await git(repository, 'tag', tag);
    await git(repository, 'checkout', '--quiet', 'main');
    await mergeRelease(stage.enterprise, tag);
  }

  it('is asked about though it writes nothing: the next release would go by it unasked', async () => {
    await askNobody('v2.0.0', 'v2.0.1');
    await askNobody('v2.1.0', 'v2.1.1');
    const quiet = await stage.roll({ release: 'v2.0.1' });
    const asked = await quiet.until(
      'a gate, or the end',
      (status) => status.awaiting?.gate !== undefined || isOver(status),
    );
    assert.equal(asked.awaiting?.gate, 'policy-change');
    assert.match(asked.awaiting?.what ?? '', /policy\.yaml: .*gates/);
    await decide(stage.client, quiet.workflowId, { decision: 'reject', by: 'lee' });
    assert.equal(outcomeOf(await quiet.end()), 'rejected');

    const loud = await stage.roll({ release: 'v2.1.1' });
    const { awaiting } = await loud.until(
      'a gate, or the end',
      (status) => status.awaiting?.gate !== undefined || isOver(status),
    );
    assert.equal(awaiting?.gate, 'policy-change');
    assert.deepEqual(await journal(stage.enterprise.url), []);
    await decide(stage.client, loud.workflowId, { decision: 'reject', by: 'lee' });
    await loud.end();
  });
});
