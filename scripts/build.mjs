// `npm run build`: src → dist, and the workflows as one prebuilt bundle, so that a worker in a
// container starts without bundling.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { root } from './setup.mjs';

const dist = path.join(root, 'dist');
rmSync(dist, { recursive: true, force: true }); // no file of a deleted module stays behind

// TypeScript 7 has no compiler API: its command is the only way.
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const compiled = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const { code } = await bundleWorkflowCode({
  workflowsPath: path.join(dist, 'workflows', 'index.js'),
  // A worker's own payloadConverterPath does not reach into a prebuilt bundle.
  payloadConverterPath: path.join(dist, 'payload-converter.js'),
});
writeFileSync(path.join(dist, 'workflow-bundle.js'), code);
console.log(`build: dist/workflow-bundle.js (${Math.round(code.length / 1024)} KiB)`);
