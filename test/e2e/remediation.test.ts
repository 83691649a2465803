import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resourceId } from '../../src/cli/demo/identity.js';
import { run } from '../../src/cli/program.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { bash, tokenOf } from './by-hand.js';
import { journal, post } from './enterprise.js';
import { clearFaults, holdNextWrite, placeFault, refuseTokens, untilHit } from './faults.js';
import type { Played } from './play.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const GOOD = 'org_sub_002';
const BAD = 'org_sub_032';
const BAD_REAL = realOrg(BAD);
const TOKEN = 'TOKEN_ORG_SUB_032';
const STRATEGY = resourceId(BAD_REAL, 'strategy', 'regional_routing');

interface Printed {
  readonly exitCode: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

describe('rollcall remediate', () => {
  let stage: Stage;
  let folder: string;
  let ledger: Ledger;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-remediate-'));
    stage = await setStage({
      subs: [GOOD, BAD],
      policy: [
        { at: ['wave_percents'], value: [100] },
        { at: ['failure_tolerance'], value: 1 },
      ],
    });
    ledger = await openGitLedger({ repository: stage.enterprise.ledger });
  });
  after(async () => {
    await stage?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => stage.tidy());

  async function rollcall(...args: string[]): Promise<Printed> {
    const before = process.env['TEMPORAL_ADDRESS'];
    process.env['TEMPORAL_ADDRESS'] = stage.address;
    const terminal = recordingTerminal();
    const env = { ...stage.enterprise.variables, ROLLCALL_TASK_QUEUE: stage.queue };
    try {
      const exitCode = await run(args, { env, terminal });
      const text = [...terminal.lines, ...terminal.errors].join('\n');
      const json = args.includes('--json') ? JSON.parse(terminal.lines.at(-1) ?? '{}') : {};
      return { exitCode, text, json: json as Printed['json'] };
    } finally {
      if (before === undefined) delete process.env['TEMPORAL_ADDRESS'];
      else process.env['TEMPORAL_ADDRESS'] = before;
    }
  }

  const configurationOf = async (org: string): Promise<Record<string, unknown>> =>
    (await stage.configuration())[realOrg(org)] ?? {};
  const reportOf = async (rollout: Played): Promise<Readonly<Record<string, string>>> =>
    ledger.readReport((await rollout.status()).rolloutKey);
  const roll = (orgs: string[]): Promise<Played> => stage.roll({ release: 'v2.1.0', only: orgs });

  it('asks which of the two it is to be', async () => {
    for (const flags of [[], ['--take-back', '--finish']]) {
      const { exitCode, text } = await rollcall('remediate', 'rollout/x', ...flags);
      assert.equal(exitCode, 2);
      assert.match(text, /say which: --take-back .* or --finish/);
    }
  });

  it('takes back what is stranded, by hand and by itself, and leaves what succeeded alone', async () => {
    const before = await configurationOf(BAD);
    const rollout = await roll([GOOD, BAD]);
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    const held = await holdNextWrite(stage.enterprise, BAD_REAL, 'strategy');
    await rollout.approve();
    await untilHit(stage.enterprise, held);
    // Its client is refused in the middle of its writes, and stays so: nothing can be taken back.
    await refuseTokens(stage.enterprise, BAD_REAL);
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const status = await rollout.status();
    const stranded = status.outcomes.find(({ org }) => org === BAD);
    assert.equal(stranded?.state, 'stranded', JSON.stringify(status.outcomes));
    assert.equal(
      stranded?.command,
      `rollcall remediate ${rollout.workflowId} --take-back --org ${BAD}`,
    );
    assert.ok((stranded?.resources ?? []).some(({ kind }) => kind === 'strategy'));

    // The report has a script though nobody could read the org, and it knows Rollcall's own writes.
    const report = await reportOf(rollout);
    assert.match(report['report.md'] ?? '', /## What to do[^]*--take-back --org org_sub_032/);
    assert.match(report['report.md'] ?? '', /conditional on an ETag/);
    const script = path.join(folder, 'remediation.sh');
    await writeFile(script, report['remediation.sh'] ?? '');
    await clearFaults(stage.enterprise);
    const writes = (await journal(stage.enterprise.url)).length;
    const dry = await bash(script, { DRY_RUN: '1' });
    assert.equal(dry.exitCode, 0, dry.text);
    assert.match(dry.text, /WOULD DO {2}org_sub_032: .*strategy.*PATCH/);
    const without = await bash(script, {});
    assert.equal(without.exitCode, 1);
    assert.match(without.text, /there is no token for it/);
    assert.equal((await journal(stage.enterprise.url)).length, writes, 'neither wrote anything');

    // Somebody edits the strategy meanwhile: by hand that is as much as can be told.
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: BAD_REAL,
      kind: 'strategy',
      resourceId: STRATEGY,
      by: 'kim',
      patch: { description: "Kim's note" },
    });
    const token = await tokenOf(stage.enterprise, BAD_REAL);
    const byHand = await bash(script, { [TOKEN]: token });
    assert.equal(byHand.exitCode, 1, byHand.text);
    assert.match(byHand.text, /BACK .*reporting/);
    assert.match(byHand.text, /LEFT .*strategy.*changed since Rollcall wrote it/);
    assert.ok(!(report['remediation.sh'] ?? '').includes(token), 'no token in it');

    // Made anew it has the version of now, and restores path by path around the edit.
    const anew = path.join(folder, 'anew.sh');
    const made = await rollcall('remediate', rollout.workflowId, '--script', anew);
    assert.equal(made.exitCode, 0, made.text);
    const again = await bash(anew, { [TOKEN]: await tokenOf(stage.enterprise, BAD_REAL) });
    assert.equal(again.exitCode, 0, again.text);
    const key = `strategy/${STRATEGY}`;
    const expected = {
      ...before,
      [key]: { ...(before[key] as object), description: "Kim's note" },
    };
    assert.deepEqual(await configurationOf(BAD), expected);

    // Rollcall finds nothing left to write, and puts the truth on record.
    const good = await configurationOf(GOOD);
    const done = await rollcall(
      'remediate',
      rollout.workflowId,
      '--take-back',
      '--by',
      'lee',
      '--reason',
      'CHG-1',
      '--json',
    );
    assert.equal(done.exitCode, 0, done.text);
    const outcomes = done.json['outcomes'] as { org: string; state: string }[];
    assert.deepEqual(
      outcomes.map(({ org, state }) => `${org} ${state}`),
      [`${BAD} rolledBack`],
    );
    assert.deepEqual(await configurationOf(BAD), expected);
    assert.deepEqual(await configurationOf(GOOD), good);
    const amended = await reportOf(rollout);
    assert.match(
      amended['report.md'] ?? '',
      /## Remediations\n[^]*taken back in production, by lee: CHG-1/,
    );
    assert.match(amended['report.md'] ?? '', /org_sub_032 \| rolledBack/);
    const { rolloutKey } = status;
    const record = await ledger.readOutcome({ environment: 'production', org: BAD }, rolloutKey);
    assert.equal(record?.state, 'rolledBack');
    assert.match(record?.closedBy ?? '', /^remediation\//);
    assert.ok(
      record?.resources.every(({ state }) => state === 'rolledBack' || state === 'untouched'),
    );
    const preserved = await rollcall('remediate', rollout.workflowId, '--take-back', '--org', GOOD);
    assert.equal(preserved.exitCode, 1);
    assert.match(preserved.text, /org_sub_002 is completed: .*preserved/);
  });

  it('finishes an org that failed: it is wholly on the release, and its tracker says so', async () => {
    await placeFault(stage.enterprise, {
      orgId: BAD_REAL,
      kind: 'strategy',
      method: 'PATCH',
      count: 0,
      effect: { type: 'status', status: 400 },
    });
    const before = await configurationOf(BAD);
    const rollout = await roll([BAD]);
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    assert.deepEqual(await configurationOf(BAD), before, 'it took itself back');
    const failed = await rollcall('status', rollout.workflowId, '--org', BAD, '--json');
    const states = (printed: Printed): Record<string, string> =>
      Object.fromEntries(
        (printed.json['resources'] as { kind: string; state: string }[]).map(({ kind, state }) => [
          kind,
          state,
        ]),
      );
    assert.equal(states(failed)['strategy'], 'failed', failed.text);
    assert.ok(!Object.values(states(failed)).includes('completed'), failed.text);

    await clearFaults(stage.enterprise);
    const done = await rollcall('remediate', rollout.workflowId, '--finish');
    assert.equal(done.exitCode, 0, done.text);
    assert.match(done.text, /org_sub_032 completed/);
    const now = await rollcall('status', rollout.workflowId, '--org', BAD, '--json');
    assert.deepEqual(new Set(Object.values(states(now))), new Set(['completed']), now.text);
    assert.match(JSON.stringify(await configurationOf(BAD)), /Regional_IVR_v2\.1/);
    assert.match((await reportOf(rollout))['report.md'] ?? '', /finished in production/);
    const next = await roll([BAD]);
    assert.equal(outcomeOf(await next.finish()), 'succeeded');
    assert.equal((await next.status()).writes, 0, 'its bases are on record');
  });
});
