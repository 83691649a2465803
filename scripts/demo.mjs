// `npm run demo`: installs what is missing, then `rollcall demo` with the same arguments, in this
// process, so that signals and the exit code are the demo's own.
import path from 'node:path';
import { root, setup } from './setup.mjs';

try {
  await setup();
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(1);
}
const rollcall = path.join(root, 'bin', 'rollcall.js');
process.argv.splice(1, 1, rollcall, 'demo');
await import(rollcall);
