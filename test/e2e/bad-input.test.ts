import assert from 'node:assert/strict';
import type { Finding, RolloutRequest } from '../../src/client/index.js';
import { waitForEnd } from '../../src/client/index.js';
import { journal } from './enterprise.js';
import { commitRelease, type FileEdits } from './releases.js';
import { outcomeOf, setStage, type Stage } from './stage.js';

const MANIFEST = 'manifest.yaml';
const QUEUE = 'templates/regional_routing/regional_main.yaml';

/** What is wrong with a release, and where it has to be said. */
const RELEASES: readonly {
  readonly what: string;
  readonly edits: FileEdits;
  readonly at: Pick<Finding, 'file' | 'path'> & { readonly says: RegExp };
}[] = [
  {
    what: 'a malformed manifest',
    edits: { [MANIFEST]: (text) => text.replace('org_ids: [org_parent_001]', 'org_ids: [') },
    at: { file: MANIFEST, path: '', says: /./ },
  },
  {
    what: 'an org in two groups',
    edits: {
      [MANIFEST]: (text) =>
        text.replace('org_ids: [org_parent_001]', 'org_ids: [org_parent_001, org_sub_002]'),
    },
    at: {
      file: MANIFEST,
      path: 'deployment_targets[1].org_ids[0]',
      says: /"org_sub_002" is already in group "global_shared"/,
    },
  },
  {
    what: 'a cycle of groups',
    edits: {
      [MANIFEST]: (text) => text.replace('- group: global_shared', '$&\n    depends_on: [na_east]'),
    },
    at: { file: MANIFEST, path: 'deployment_targets[0]', says: /cycle/ },
  },
  {
    what: 'an unknown variable in a template',
    edits: { [QUEUE]: (text) => text.replace('{{ENV_REGION}}', '{{ENV_REGOIN}}') },
    at: { file: QUEUE, path: 'description', says: /ENV_REGOIN/ },
  },
  {
    what: 'a reference to nothing',
    edits: {
      'templates/regional_routing/regional_quality.yaml': (text) =>
        text.replace('queue/regional_main', 'queue/regional_mian'),
    },
    at: {
      file: 'templates/regional_routing/regional_quality.yaml',
      path: 'queueId',
      says: /regional_mian/,
    },
  },
  {
    what: 'a faster clock for a real environment',
    edits: {
      'environments/production.yaml': (text) => text.replace('simulated: true', 'simulated: false'),
    },
    at: { file: 'input', path: 'timeScale', says: /production is real/ },
  },
];

/** Requests that no release could serve. */
const REQUESTS: readonly {
  readonly what: string;
  readonly request: Partial<RolloutRequest>;
  readonly at: Pick<Finding, 'file' | 'path'> & { readonly says: RegExp };
}[] = [
  {
    what: 'an unknown ref',
    request: { release: 'v9.9.9' },
    at: { file: 'release', path: '', says: /v9\.9\.9/ },
  },
  {
    what: 'an unknown environment',
    request: { environment: 'prodution' },
    at: { file: 'input', path: 'environment', says: /"prodution"/ },
  },
  {
    what: 'an unknown name in only',
    request: { only: ['na_east', 'na_west'] },
    at: { file: 'input', path: 'only', says: /"na_west"/ },
  },
  {
    what: 'a time scale below 1',
    request: { timeScale: 0.5 },
    at: { file: 'input', path: 'timeScale', says: /./ },
  },
];

describe('bad input', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
  });
  after(() => stage?.stop());
  afterEach(async () => {
    assert.deepEqual(await journal(stage.enterprise.url), [], 'nothing is written');
  });

  async function findingsOf(request: Partial<RolloutRequest>): Promise<readonly Finding[]> {
    const end = await (await stage.roll({ release: 'v2.1.0', ...request })).end();
    assert.equal(end.kind, 'badInput', JSON.stringify(end));
    return end.kind === 'badInput' ? end.findings : [];
  }

  for (const [index, { what, edits, at }] of RELEASES.entries())
    it(`${what} ends the rollout before any write, and says where`, async () => {
      const tag = `bad-${index}`;
      await commitRelease(stage.enterprise, tag, edits);
      for (const { file, path, line, message } of await findingsOf({ release: tag })) {
        assert.deepEqual([file, path], [at.file, at.path]);
        assert.match(message, at.says);
        assert.equal(line === null, at.file === 'input', 'a file has lines');
      }
    });

  for (const { what, request, at } of REQUESTS)
    it(`${what} ends the rollout before any write`, async () => {
      for (const { file, path, message } of await findingsOf(request)) {
        assert.deepEqual([file, path], [at.file, at.path]);
        assert.match(message, at.says);
      }
    });

  it('an execution timeout is refused: it would end the rollout without taking anything back', async () => {
    const workflowId = 'rollout/with-a-timeout';
    await stage.client.workflow.start('rollout', {
      workflowId,
      taskQueue: stage.queue,
      args: [{ release: 'v2.1.0', environment: 'production', timeScale: 600 }],
      workflowExecutionTimeout: '1 hour',
    });
    const end = await waitForEnd(stage.client, workflowId);
    assert.match(JSON.stringify(end), /"badInput".*timeout would end the rollout/);
  });

  it('a dry run plans, reports and writes nothing', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', dryRun: true });
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const status = await rollout.status();
    assert.deepEqual([status.writes, status.orgs.untouched], [0, 5]);
    assert.equal(status.changes?.added, 5);
    assert.ok(status.report);
  });
});
