// `npm test`: setup, checks, tests. `npm test -- test/domain` (files, folders, mocha's options such
// as --grep) runs only these tests, without the checks. The last line is "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root, setup, stateFile } from './setup.mjs';

const selected = process.argv.slice(2);
const everyTest = '**/*.test.ts';
// One file more than cores keeps these busy (98 % measured with two more); with each further one tests only wait for another,
// up to their timeouts.
const jobs = Math.min(availableParallelism() + 1, 8);
const countsFile = path.join(path.dirname(stateFile), `test-counts-${process.pid}.json`);

process.on('SIGINT', () => {}); // Ctrl-C reaches mocha as well, which ends; then we report.

const { passed, failed, skipped } = await main();
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

async function main() {
  let state;
  try {
    state = await setup({ testServer: true, moto: selected.length === 0 });
  } catch (error) {
    return fail(`setup failed: ${error.message}`);
  }
  if (selected.length === 0 && (await runInherited('npm', ['run', 'check'])) !== 0) {
    return fail('the checks failed (types, lint or format, see above), so no test was run');
  }
  return runMocha(state);
}

async function runMocha({ moto }) {
  const code = await runInherited(
    process.execPath,
    [
      'node_modules/mocha/bin/mocha.js',
      `--reporter=${path.join(root, 'scripts/mocha-reporter.mjs')}`,
      '--parallel',
      `--jobs=${jobs}`,
      ...mochaArguments(),
    ],
    {
      ROLLCALL_TEST_COUNTS: countsFile,
      ...(moto === null || process.env.ROLLCALL_TEST_MOTO ? {} : { ROLLCALL_TEST_MOTO: moto }),
    },
  );
  if (!existsSync(countsFile)) return fail(`mocha ended (${code}) before it had run the tests`);
  const counts = JSON.parse(readFileSync(countsFile, 'utf8'));
  rmSync(countsFile);
  if (counts.passed + counts.failed === 0) return { ...counts, ...fail('no test was run') };
  if (code !== 0 && counts.failed === 0) {
    return { ...counts, ...fail(`mocha ended with ${code}`), passed: counts.passed };
  }
  return counts;
}

// Arguments that are files, folders or patterns select tests; all others are mocha's own options.
function mochaArguments() {
  const isPath = (argument) => existsSync(argument) || /^test\/|\.ts$/.test(argument);
  const withTests = (argument) =>
    statSync(argument, { throwIfNoEntry: false })?.isDirectory()
      ? path.join(argument, everyTest)
      : argument;
  const chosen = selected.map(withTests);
  return selected.some(isPath) ? chosen : [...chosen, path.join('test', everyTest)];
}

function fail(message) {
  console.error(`\ntest: ${message}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function runInherited(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    const forward = () => child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward);
      resolve(code ?? signal);
    });
  });
}
