import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { run } from './run.mjs';

/** Runs `npm ci` unless node_modules is what package-lock.json says. */
export async function ensureDependencies(root) {
  if (dependenciesInstalled(root)) return;
  refuseLink(path.join(root, 'node_modules'));
  await withLock(path.join(root, '.rollcall', 'npm-ci.lock'), async () => {
    if (dependenciesInstalled(root)) return;
    // --include=dev: the demo runs the TypeScript sources, also where NODE_ENV=production is set.
    await run('npm', ['ci', '--include=dev', '--no-fund', '--no-audit'], {
      label: 'npm ci',
      hint: 'installs the dependencies',
      cwd: root,
    });
  });
}

// npm ci would empty the folder that the link leads to, which somebody else uses.
function refuseLink(folder) {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new Error(
    `${folder} is a symbolic link, and what it leads to is not what package-lock.json says. ` +
      'npm ci would empty that folder: remove the link, or install there, and try again',
  );
}

/**
 * npm ends an installation by writing node_modules/.package-lock.json: what it really installed.
 * Comparing that with package-lock.json says more than a stamp of our own: it is also right after
 * an interrupted `npm ci` (the file is missing) and after a developer's `npm install`.
 */
export function dependenciesInstalled(root) {
  const installedFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const locked = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(installedFile);
  return Object.entries(locked).every(([name, entry]) => {
    if (name === '') return true;
    const found = installed[name];
    // Optional packages are for other platforms where they are not installed.
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
