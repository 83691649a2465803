import assert from 'node:assert/strict';
import { run } from '../../src/cli/program.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { runScript, type Ran, type RunOptions } from './run-script.js';
import { scriptOf, scriptsOf, templates, textOf, type Template } from './templates.js';

type Vendor = Template['vendor'];

/** Steps that call `rollcall`, by vendor and job. */
const steps: Readonly<Record<Vendor, Readonly<Record<string, string>>>> = {
  github: {
    validate: 'Validate',
    plan: 'Plan',
    staging: 'Roll out to staging',
    production: 'Roll out to production',
  },
  gitlab: { validate: 'script', plan: 'script', staging: 'script', production: 'script' },
  azure: {
    validate: 'Validate',
    plan: 'Plan',
    staging: 'Roll out to staging',
    production: 'Roll out to production',
  },
};

const env: Readonly<Record<Vendor, Readonly<Record<string, string>>>> = {
  github: {
    COMMIT: 'a1b2c3',
    TAG: 'v2.1.0',
    NOTES: 'Weights for CHG-4711\nand CHG-9',
    REQUESTED_BY: 'dana',
  },
  gitlab: {
    CI_COMMIT_SHA: 'a1b2c3',
    CI_COMMIT_TAG: 'v2.1.0',
    CI_COMMIT_TAG_MESSAGE: 'Weights for CHG-4711\nand CHG-9',
    GITLAB_USER_LOGIN: 'dana',
  },
  azure: {
    COMMIT: 'a1b2c3',
    BUILD_SOURCEVERSION: 'a1b2c3',
    BUILD_SOURCEBRANCH: 'refs/tags/v2.1.0',
    BUILD_REQUESTEDFOR: 'dana',
  },
};

const azureTag = `git() { echo 'Weights for CHG-4711'; }\n`;

function runJob(vendor: Vendor, job: string, options: RunOptions = {}): Promise<Ran> {
  const text = scriptOf(vendor, job, steps[vendor][job] ?? '');
  // A job's runner has the tag; this folder is no repository.
  const tagged = vendor === 'azure' && job === 'production' ? azureTag + text : text;
  return runScript(tagged, { ...options, env: { ...env[vendor], ...options.env } });
}

describe('scripts of the CI templates', () => {
  for (const template of templates) {
    const { vendor } = template;

    describe(vendor, () => {
      it('are bash', async () => {
        const scripts = scriptsOf(template);
        assert.ok(scripts.length >= 5);
        for (const { job, step, text } of scripts) {
          const { exitCode, stderr } = await runScript(`bash -n <<'SCRIPT'\n${text}\nSCRIPT`);
          assert.equal(`${exitCode} ${stderr}`, '0 ', `${job}: ${step}`);
        }
      });

      // What is interpolated becomes part of the script, whatever a title or a branch is called.
      it('take everything from variables', () => {
        for (const { step, text } of scriptsOf(template)) {
          assert.doesNotMatch(text, /\$\{\{|\$\([A-Z]\w*(\.\w+)*\)|\$\[/, step);
        }
      });

      it('call rollcall with these arguments, and nothing else', async () => {
        const calls: Record<string, readonly (readonly string[])[]> = {};
        for (const job of Object.keys(steps[vendor])) {
          calls[job] = (await runJob(vendor, job)).rollcall;
        }
        const by = ['--requested-by', 'dana'];
        assert.deepEqual(calls['validate'], [['validate']]);
        assert.equal(
          calls['plan']?.[0]?.slice(0, -1).join(' '),
          'plan --environment production --release a1b2c3 --markdown --out',
        );
        assert.deepEqual(calls['staging'], [
          ['start', '--release', 'a1b2c3', '--environment', 'staging', ...by, '--wait'],
        ]);
        const production = ['start', '--release', 'v2.1.0', '--environment', 'production'];
        assert.deepEqual(calls['production'], [
          [...production, ...by, '--change', 'CHG-4711', '--wait=gate'],
        ]);
        const written = textOf(template).match(/^\s*(?:- |run: |- bash: )?rollcall \w/gm);
        assert.equal(written?.length, Object.keys(steps[vendor]).length);
      });

      it('use commands and options that exist', async () => {
        for (const job of Object.keys(steps[vendor])) {
          for (const [command = '', ...args] of (await runJob(vendor, job)).rollcall)
            await assertUsable(command, args);
        }
      });

      it('start without a ticket where none is named', async () => {
        const none = { NOTES: '', CI_COMMIT_TAG_MESSAGE: '', CHANGE_PATTERN: 'TICKET' };
        const { exitCode, rollcall } = await runJob(vendor, 'production', { env: none });
        assert.equal(exitCode, 0);
        assert.equal(rollcall[0]?.includes('--change'), false);
      });

      it("end with rollcall's exit code", async () => {
        for (const exitCode of [0, 1, 2, 3, 5]) {
          assert.equal((await runJob(vendor, 'production', { exitCode })).exitCode, exitCode);
          assert.equal((await runJob(vendor, 'staging', { exitCode })).exitCode, exitCode);
        }
      });

      it('say that a gate waits, and do not fail by it', async () => {
        const { exitCode, stdout } = await runJob(vendor, 'production', { exitCode: 4 });
        if (vendor === 'gitlab') {
          assert.equal(exitCode, 4);
          assert.match(textOf(template), /allow_failure:\n {4}exit_codes: \[4\]/);
        } else {
          assert.equal(exitCode, 0);
          assert.match(stdout, vendor === 'github' ? /^::warning / : /type=warning\]A person/);
          assert.match(stdout, /rollcall status rollout\/production\/v2\.1\.0/);
        }
      });
    });
  }

  it('hand no empty variable to Temporal', async () => {
    for (const vendor of ['github', 'azure'] as const) {
      const text = scriptOf(vendor, 'staging', 'Roll out to staging');
      const given = { TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_TLS: '', TEMPORAL_API_KEY: '' };
      const { stdout } = await runScript(`${text}\ncompgen -e TEMPORAL_`, {
        env: { ...env[vendor], ...given },
      });
      assert.equal(stdout, 'TEMPORAL_ADDRESS\n');
    }
  });
});

/** Where the program has no `plan` yet, its options are these. */
const planHelp =
  '--environment <env> --release <ref> --working-tree --only <names> --except <names> --json --markdown --out <file> --detailed-exit-code';

async function helpOf(command: string): Promise<string> {
  const terminal = recordingTerminal();
  const exitCode = await run([command, '--help'], { env: {}, terminal });
  const help = terminal.lines.join('\n');
  // Asked for a command that it does not have, the program prints its own help.
  const exists = exitCode === 0 && help.startsWith(`Usage: rollcall ${command}`);
  if (!exists && command === 'plan') return planHelp;
  assert.ok(exists, `there is no command ${command}`);
  return help;
}

/** Options are known; those that need a value have one, and those that take none have none. */
async function assertUsable(command: string, args: readonly string[]): Promise<void> {
  const help = await helpOf(command);
  for (let index = 0; index < args.length; index += 1) {
    const [option = '', attached] = (args[index] ?? '').split('=', 2);
    assert.match(option, /^--[a-z-]+$/, `${command}: stray argument`);
    const known = new RegExp(`${option}(?![a-z-])(?: ([<[]))?`).exec(help);
    assert.ok(known, `${command} has no ${option}`);
    if (known[1] === '<' && attached === undefined) {
      index += 1;
      assert.doesNotMatch(args[index] ?? '--', /^--/, `${option} needs a value`);
    }
    if (known[1] === undefined) assert.equal(attached, undefined, `${option} takes no value`);
  }
}
