// Makes a fresh machine ready: dependencies and Temporal servers. Only node builtins are imported,
// since node_modules may be missing.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureMoto } from './setup/moto.mjs';
import { assertNodeVersion } from './setup/node-version.mjs';
import { ensureTemporalServer, findTemporalServer } from './setup/temporal-server.mjs';
import { ensureTestServer, findTestServer } from './setup/test-server.mjs';

export { ensureDependencies, ensureTemporalServer, ensureTestServer };

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const stateFile = path.join(root, '.rollcall', 'setup.json');

/**
 * @param {{ testServer?: boolean, moto?: boolean }} [wanted] only tests need the time-skipping server and a browser, and
 * only one of them moto
 */
export async function setup({ testServer = false, moto = false } = {}) {
  assertNodeVersion(root);
  await ensureDependencies(root);
  if (testServer) await ensureChromium();
  const server = await ensureTemporalServer(root);
  const state = {
    temporal: server.path ?? findTemporalServer(),
    address: server.address,
    testServer: testServer ? await ensureTestServer(root) : findTestServer(),
    moto: moto ? await ensureMoto() : null,
  };
  writeState(state);
  return state;
}

// TypeScript code (the CLI's demo, the tests) reads from this file where the servers are. It is
// renamed into place, so that a reader never sees half of it.
function writeState(state) {
  const text = `${JSON.stringify(state, null, 2)}\n`;
  if (existsSync(stateFile) && readFileSync(stateFile, 'utf8') === text) return;
  mkdirSync(path.dirname(stateFile), { recursive: true });
  const draft = `${stateFile}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, stateFile);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const state = await setup({ testServer: process.argv.includes('--test-server') });
    console.log(`setup: ready (Temporal: ${state.address ?? state.temporal})`);
  } catch (error) {
    console.error(`setup: ${error.message}`);
    process.exitCode = 1;
  }
}
