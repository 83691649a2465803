import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import {
  DefaultLogger,
  Worker,
  bundleWorkflowCode,
  type ReplayWorkerOptions,
} from '@temporalio/worker';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { beQuiet, workflowBundle } from '../e2e/temporal.js';
import {
  RECORDED_RUNS,
  fileName,
  recordedHistories,
  typesOf,
  type RecordedHistory,
} from './histories.js';
import { plainText } from './scrub.js';

const payloadConverterPath = path.join(projectRoot, 'src/payload-converter.ts');

describe('workflows that began before a change', function () {
  this.timeout(60_000);
  let histories: readonly RecordedHistory[];

  before(async () => {
    beQuiet();
    histories = await recordedHistories();
  });

  it('go on: each recorded history replays to its end', async () => {
    assert.ok(histories.length > 0);
    const failures: string[] = [];
    const options = { workflowBundle: await workflowBundle() };
    for await (const { workflowId, error } of replay(options, histories))
      if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
    assert.deepEqual(failures, []);
  });

  it('would be noticed, were the change one that their history forbids', async () => {
    const changed = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./changed-workflows.ts', import.meta.url)),
      payloadConverterPath,
      logger: new DefaultLogger('ERROR'),
    });
    const deployments = histories.filter(({ file }) => file.includes('.orgDeployment.'));
    assert.ok(deployments.length > 0);
    for await (const { workflowId, error } of replay({ workflowBundle: changed }, deployments))
      assert.ok(error instanceof DeterminismViolationError, `${workflowId}: ${error?.message}`);
  });

  it('are recorded whole: every run with every workflow type, in each version', () => {
    const expected = RECORDED_RUNS.flatMap((run) => typesOf(run).map((t) => fileName(run, t)));
    const versions = new Set(histories.map(({ version }) => version));
    assert.ok(versions.size > 0);
    for (const version of versions) {
      const files = histories.filter((history) => history.version === version);
      assert.deepEqual(files.map(({ file }) => file).toSorted(), expected.toSorted(), version);
    }
  });

  it('are recorded without secrets and without the machine they ran on', () => {
    for (const { file, text } of histories) {
      const plain = `${text}\n${plainText(JSON.parse(text))}`;
      assert.doesNotMatch(plain, /client_?secret|bearer |access_token/i, file);
      assert.doesNotMatch(plain, /(^|[^\w.:])\/(home|root|tmp|work|Users|var|private)\//m, file);
    }
  });
});

function replay(
  options: Pick<ReplayWorkerOptions, 'workflowBundle'>,
  histories: readonly RecordedHistory[],
): ReturnType<typeof Worker.runReplayHistories> {
  return Worker.runReplayHistories(
    { ...options, dataConverter: { payloadConverterPath } },
    histories.map(({ workflowId, history }) => ({ workflowId, history })),
  );
}
