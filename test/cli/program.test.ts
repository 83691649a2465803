import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkMachine } from '../../src/cli/doctor/machine-checks.js';
import { exitCodeOf, exitCodeOfOutcome } from '../../src/cli/exit-code.js';
import { run } from '../../src/cli/program.js';
import type { RolloutOutcome, RolloutSummary } from '../../src/client/index.js';
import { readSettings } from '../../src/settings.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

describe('rollcall', () => {
  let terminal: RecordingTerminal;
  const rollcall = (...args: string[]): Promise<number> => run(args, { env: {}, terminal });

  beforeEach(() => {
    terminal = recordingTerminal();
  });

  describe('without a server', function () {
    this.timeout(30_000);
    const before = process.env['TEMPORAL_ADDRESS'];

    beforeEach(() => {
      process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:9';
    });
    afterEach(() => {
      if (before === undefined) delete process.env['TEMPORAL_ADDRESS'];
      else process.env['TEMPORAL_ADDRESS'] = before;
    });

    it('says in one line what to do, and exits 1', async () => {
      assert.equal(await rollcall('start', '--release', 'v1', '--environment', 'production'), 1);
      assert.equal(terminal.errors.length, 1);
      assert.match(
        terminal.errors[0] ?? '',
        /No Temporal server answers at 127\.0\.0\.1:9: start one/,
      );
    });

    it('has a doctor that names what is missing with its remedy', async () => {
      assert.equal(await rollcall('doctor', '--json'), 1);
      const { checks } = JSON.parse(terminal.lines.at(-1) ?? '') as {
        checks: { name: string; ok: boolean }[];
      };
      const missing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
      assert.deepEqual(missing, [
        'configuration repository',
        'ledger',
        'secrets file',
        'Temporal server',
      ]);
      assert.ok(
        terminal.lines.includes(
          '         → set ROLLCALL_SECRETS_FILE (not needed where every reference is env:NAME)',
        ),
      );
    });
  });

  it('has a doctor that says of a secrets file that it does not exist', async () => {
    const file = path.join(tmpdir(), 'rollcall-no-such-secrets.yaml');
    const settings = readSettings({ ROLLCALL_SECRETS_FILE: file });
    const check = (await checkMachine(settings)).find(({ name }) => name === 'secrets file');
    assert.equal(check?.ok, false);
    assert.equal(check?.found, `${file} does not exist`);
  });

  it('has a worker that says how to get a ledger', async () => {
    const env = { ROLLCALL_LEDGER: path.join(tmpdir(), 'rollcall-no-such-ledger.git') };
    assert.equal(await run(['worker'], { env, terminal }), 1);
    assert.ok(terminal.errors[0]?.endsWith(`with: rollcall ledger ${env.ROLLCALL_LEDGER}`));
  });

  it('ends without a word when nobody reads on', async () => {
    const command = `"${process.execPath}" bin/rollcall.js --help | true`;
    const { stderr } = await promisify(execFile)('sh', ['-c', command]);
    assert.equal(stderr, '');
  });

  it('exits 2 for a command line that is wrong', async () => {
    assert.equal(await rollcall('start', '--release', 'v1'), 2);
    assert.match(terminal.errors.join('\n'), /--environment/);
    assert.equal(await rollcall('nonsense'), 2);
    assert.equal(await rollcall('simulator', '--port', 'http'), 2);
  });

  it('exits 2 for a setting that is wrong, and names it', async () => {
    assert.equal(await run(['status'], { env: { ROLLCALL_WEB_UI: 'x' }, terminal }), 2);
    assert.match(terminal.errors[0] ?? '', /ROLLCALL_WEB_UI/);
  });

  it('prints help and exits 0', async () => {
    assert.equal(await rollcall('--help'), 0);
    assert.match(terminal.lines.join('\n'), /Exit codes: 0 succeeded/);
  });

  describe('validate', () => {
    let folder: string;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'rollcall-validate-'));
    });
    after(() => rm(folder, { recursive: true }));

    it('exits 2 with a line for each finding', async () => {
      assert.equal(await rollcall('validate', folder, '--json'), 2);
      assert.match(terminal.errors[0] ?? '', /^manifest\.yaml/);
      const answer = JSON.parse(terminal.lines.at(-1) ?? '') as { valid: boolean };
      assert.equal(answer.valid, false);
    });

    it('names a folder that does not exist', async () => {
      const missing = path.join(folder, 'missing');
      assert.equal(await rollcall('validate', missing), 2);
      assert.deepEqual(terminal.errors, [
        `${missing}: there is no such folder`,
        '1 finding in 1 file',
      ]);
    });

    it('exits 0 for the sample configuration', async () => {
      assert.equal(await rollcall('validate', 'config'), 0);
      assert.match(terminal.lines[0] ?? '', /^valid: 3 groups, 41 orgs/);
    });
  });
});

describe('exit codes', () => {
  it('follow the outcome', () => {
    const expected: Record<RolloutOutcome, number> = {
      succeeded: 0,
      rolledBack: 3,
      rejected: 3,
      superseded: 3,
      held: 4,
      incomplete: 5,
      failed: 1,
    };
    for (const [outcome, code] of Object.entries(expected) as [RolloutOutcome, number][]) {
      assert.equal(exitCodeOfOutcome(outcome), code, outcome);
      const summary = { outcome } as RolloutSummary;
      assert.equal(exitCodeOf({ kind: 'finished', summary }), code, outcome);
    }
  });

  it('are 2 for bad input, and 1 for what was refused or stopped', () => {
    assert.equal(exitCodeOf({ kind: 'badInput', findings: [] }), 2);
    assert.equal(exitCodeOf({ kind: 'refused', message: '', missing: [] }), 1);
    assert.equal(exitCodeOf({ kind: 'stopped', how: 'terminated', message: '' }), 1);
    assert.equal(exitCodeOf({ kind: 'failed', type: null, message: '' }), 1);
  });
});
