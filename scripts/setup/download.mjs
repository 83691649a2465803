import { readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { run, withTemporaryDirectory } from './run.mjs';

const answerWithinS = 20;
const stalledAfterS = 60;
const endWithinS = 600;

/**
 * Lets the Temporal SDK download a server (and start it once), then renames it to `target`.
 * `create` is 'createLocal' or 'createTimeSkipping'. Throws when that does not work, soon when
 * nothing arrives: without internet this is only the first of several ways.
 */
export async function downloadBySdk({ root, cache, create, version, target, label }) {
  await withTemporaryDirectory(cache, async (downloadDir) => {
    const script = `
      const { TestWorkflowEnvironment } = await import('@temporalio/testing');
      const executable = ${JSON.stringify({ type: 'cached-download', downloadDir, version })};
      try {
        const environment = await TestWorkflowEnvironment.${create}({ server: { executable } });
        await environment.teardown();
      } catch (error) {
        console.error(error.message.split(': ').at(-1)); // the cause: the rest is the SDK's wrapping
        process.exit(1);
      }
      process.exit(0);`;
    await run(process.execPath, ['--input-type=module', '--eval', script], {
      label,
      cwd: root,
      keepGoing: stallDetector(downloadDir),
    });
    const downloaded = listFiles(downloadDir).find((file) => !file.endsWith('.downloading'));
    renameSync(downloaded, target);
  });
}

// The download has begun when a file appears, and goes on as long as the file grows.
function stallDetector(directory) {
  let size = 0;
  let grewAtS = 0;
  return (seconds) => {
    const files = listFiles(directory);
    const now = files.reduce((sum, file) => sum + (sizeOf(file) ?? 0), 0);
    if (now > size) [size, grewAtS] = [now, seconds];
    if (seconds > endWithinS) return `not finished within ${endWithinS} s`;
    if (files.length === 0 && seconds > answerWithinS) return `no answer in ${answerWithinS} s`;
    if (files.length > 0 && seconds - grewAtS > stalledAfterS) return 'the download has stalled';
    return undefined;
  };
}

const listFiles = (directory) => readdirSync(directory).map((name) => path.join(directory, name));
const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size;
