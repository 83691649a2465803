import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Throws when this Node is older than package.json's `engines.node` (written `>=MAJOR.MINOR`). */
export function assertNodeVersion(root, running = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [major, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
  const [runningMajor, runningMinor] = running.split('.').map(Number);
  if (runningMajor > major || (runningMajor === major && runningMinor >= minor)) return;
  throw new Error(
    `Rollcall needs Node ${engines.node}, this is ${running}. ` +
      'Install a newer one (with nvm: "nvm install", the version is in .nvmrc) and run this again.',
  );
}
