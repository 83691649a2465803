// `npm run demo`: installs what is missing (not for --stop), then `rollcall demo` with the same arguments, in this
// process, so that signals and the exit code are the demo's own.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, setup } from './setup.mjs';

try {
  // To end what runs, nothing is installed: processes may run on what is there.
  if (!process.argv.includes('--stop')) await setup();
  else if (!existsSync(path.join(root, 'node_modules', '.package-lock.json')))
    throw new Error(
      '--stop installs nothing, and dependencies are missing: run npm run setup first',
    );
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(1);
}
const rollcall = path.join(root, 'bin', 'rollcall.js');
process.argv.splice(1, 1, rollcall, 'demo');
await import(rollcall);
