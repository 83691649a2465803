#!/usr/bin/env node
// Runs the TypeScript sources through tsx; an image without sources runs what was built from them.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

if (!existsSync(here('../node_modules'))) {
  console.error('rollcall: the dependencies are not installed: run "npm run setup"');
  process.exit(1);
}
if (existsSync(here('../dist/cli/main.js')) && !existsSync(here('../src'))) {
  await import('../dist/cli/main.js');
} else {
  // Both ways of loading: the worker's core asks for its payload converter by require().
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  esm.register();
  cjs.register();
  await import('../src/cli/main.ts');
}
