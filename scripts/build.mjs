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

const converters = {
  // A worker's own converters do not reach into a prebuilt bundle.
  'workflow-bundle.js': { payloadConverterPath: path.join(dist, 'payload-converter.js') },
  // For workers that encrypt: messages and stacks of failures go into payloads.
  'workflow-bundle-encrypting.js': {
    payloadConverterPath: path.join(dist, 'payload-converter.js'),
    failureConverterPath: path.join(dist, 'codec', 'failure-converter.js'),
  },
};
for (const [name, paths] of Object.entries(converters)) {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(dist, 'workflows', 'index.js'),
    ...paths,
  });
  writeFileSync(path.join(dist, name), code);
  console.log(`build: dist/${name} (${Math.round(code.length / 1024)} KiB)`);
}
