import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import { csv } from '../../src/cli/render/history-csv-text.js';
import type { JsonObject } from '../../src/domain/json.js';
import { RolloutKind } from '../../src/domain/rollout-status.js';
import { historyEntry } from '../../src/cli/render/history-entry.js';
import { sampleStatus } from './sample-status.js';
import {
  ADDRESS,
  evidenceOf,
  planOf,
  planSetOf,
  snapshotOf,
  temporaryLedger,
  type TemporaryLedger,
} from '../ledger/fixture.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

/** RFC 4180, read back. */
function parsed(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (const [, quoted, plain = '', end] of text.matchAll(cells)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  assert.deepEqual(rows.pop(), []);
  return rows;
}

describe('rollcall history', () => {
  let at: TemporaryLedger;
  let terminal: RecordingTerminal;
  let env: Record<string, string>;
  before(async () => {
    at = await temporaryLedger();
    env = { ROLLCALL_LEDGER: at.repository, ROLLCALL_CACHE_DIR: join(at.folder, 'cache') };
    await fill(at);
  });
  after(() => at.remove());
  beforeEach(() => {
    terminal = recordingTerminal();
  });
  const history = (...args: string[]): Promise<number> =>
    run(['history', ...args], { env, terminal });

  async function exported(...args: string[]): Promise<Record<string, string>[]> {
    assert.equal(await history('--csv', ...args), 0);
    const [names = [], ...rows] = parsed(terminal.lines.join(''));
    return rows.map((row) => {
      assert.equal(row.length, names.length);
      return Object.fromEntries(names.map((name, i) => [name, row[i] ?? '']));
    });
  }

  it('lists the rollouts, the newest first', async () => {
    assert.equal(await history(), 0);
    assert.deepEqual(
      terminal.lines.map((line) => line.split(/ {2,}/).slice(1, 8)),
      [
        ['kind', 'environment', 'release', 'requested by', 'outcome', 'orgs', 'approvals'],
        [
          'rollout',
          'production',
          'v2.1.0',
          'dana (CHG-4711)',
          'succeeded',
          '2',
          'expand-50 by lee (signed)',
        ],
        ['-', 'production', 'c0ffee', '-', 'no report', '1', '-'],
      ],
    );
    assert.match(terminal.lines[0] ?? '', /^when .* report$/);
    assert.match(
      terminal.lines[1] ?? '',
      /^\d{4}-\d\d-\d\d \d\d:\d\d UTC .*rollouts\/r2:report\.json$/,
    );
  });

  it('takes environment, org and period', async () => {
    const keys = async (...args: string[]): Promise<string[]> => {
      terminal = recordingTerminal();
      assert.equal(await history('--json', ...args), 0);
      const { rollouts } = JSON.parse(terminal.lines.at(-1) ?? '') as {
        rollouts: { rolloutKey: string }[];
      };
      return rollouts.map(({ rolloutKey }) => rolloutKey);
    };
    assert.deepEqual(await keys(), ['r2', 'r1']);
    assert.deepEqual(await keys('--environment', 'staging'), []);
    assert.deepEqual(await keys('--org', 'apac_support'), ['r2']);
    // The record of r1 is of 1970.
    assert.deepEqual(await keys('--from', '1970-01-02'), ['r2']);
    assert.deepEqual(await keys('--from', '1970-01-01', '--to', '1970-01-01T00:00:01Z'), []);
    assert.deepEqual(await keys('--to', '1970-01-01T00:00:02+00:00'), ['r1']);
    assert.equal(await history('--from', 'yesterday'), 2);
    assert.equal(await history('--from', '2026-03-02T09:00'), 2);
    assert.equal(await history('--json', '--csv'), 2);
    assert.equal(await run(['history'], { env: {}, terminal }), 2);
  });

  it('tells adoptions, dry runs, emergencies and overridden promotions from other rollouts', async () => {
    const [listing] = await at.ledger.listRollouts({ org: 'apac_support' });
    assert.ok(listing !== undefined);
    const told = { rolloutId: 'x', environment: 'production' };
    // Neither the reason nor a warning says it: both are for people.
    const summary = { outcome: 'succeeded', reason: 'a dry run: nothing was written' };
    const kindOf = (status: object): string | null => {
      const report = JSON.stringify({ ...told, summary, status: { ...sampleStatus(), ...status } });
      return historyEntry({ ...listing, report: JSON.parse(report) as JsonObject }).kind;
    };
    for (const kind of Object.values(RolloutKind)) assert.equal(kindOf({ kind }), kind);
    assert.equal(kindOf({ kind: 'of a later version' }), null);
    assert.equal(historyEntry({ ...listing, report: null }).kind, null);
  });

  it('exports a row for each org and rollout', async () => {
    const rows = await exported();
    assert.deepEqual(
      rows.map(({ rollout_key: key, org }) => [key, org]),
      [
        ['r2', 'apac_support'],
        ['r2', ADDRESS.org],
        ['r1', ADDRESS.org],
      ],
    );
    const row = rows[1] ?? {};
    const ref = 'refs/rollcall/production/emea_sales';
    assert.deepEqual(row, {
      ...row,
      rollout: 'rollout/production/v2.1.0',
      environment: 'production',
      release: 'v2.1.0',
      requested_by: 'dana',
      change: 'CHG-4711',
      approvals: 'expand-50 by lee (signed) at 2026-03-01T10:00:00Z',
      planned_changes: 'queue: 1 modified',
      org_plan_digest: 'p2',
      org_state: 'completed',
      writes: '3',
      verdicts: 'wave 1 (10 %): pass',
      evidence: 'wave-1-check-1',
      outcome: 'succeeded',
      plan_commit: await at.git('rev-parse', `${ref}~1`),
      snapshot_commit: await at.git('rev-parse', ref),
      record_commit: await at.git('rev-parse', 'refs/rollcall/rollouts/r2'),
    });
    // Never in the plan, hence without one.
    assert.deepEqual([rows[0]?.['planned_changes'], rows[0]?.['plan_commit']], ['', '']);
    terminal = recordingTerminal();
    assert.equal((await exported('--org', ADDRESS.org)).length, 2);
  });

  it('lets no cell be a formula', async () => {
    const [row] = await exported('--org', 'apac_support');
    assert.equal(row?.['org_reason'], `'=HYPERLINK("http://x","a, b")`);
    assert.equal(
      csv([['=1', '+1', '-1', '@x', 'a=1', 'a,b', 'a"b', 'a\r\nb', '']]),
      `'=1,'+1,'-1,'@x,a=1,"a,b","a""b","a\r\nb",\r\n`,
    );
  });
});

describe('rollcall ledger --verify', () => {
  let at: TemporaryLedger;
  let terminal: RecordingTerminal;
  beforeEach(async () => {
    at = await temporaryLedger();
    terminal = recordingTerminal();
  });
  afterEach(() => at.remove());
  const verify = (...args: string[]): Promise<number> =>
    run(['ledger', at.repository, '--verify', ...args], {
      env: { ROLLCALL_CACHE_DIR: join(at.folder, 'cache') },
      terminal,
    });

  it('exits 0 for a ledger that is whole', async () => {
    assert.equal(await verify(), 0);
    assert.deepEqual(terminal.lines, [`ledger ${await at.ledger.id()} at ${at.repository}: whole`]);
  });

  it('exits 1 with a line for each finding', async () => {
    await at.ledger.writeBases(ADDRESS, {}, 'x');
    await at.tamper('refs/rollcall/production/emea_sales', 'bases.json', '[]');
    assert.equal(await verify(), 1);
    assert.equal(terminal.lines.length, 2);
    assert.match(
      terminal.lines[0] ?? '',
      /^refs\/rollcall\/production\/emea_sales:bases\.json .*not what Rollcall wrote.* \(commit [0-9a-f]{40}\)$/,
    );
    assert.match(terminal.lines[1] ?? '', /: 1 finding\(s\)$/);
    assert.equal(await verify('--json'), 1);
    const answer = JSON.parse(terminal.lines.at(-1) ?? '') as {
      whole: boolean;
      findings: unknown[];
    };
    assert.deepEqual([answer.whole, answer.findings.length], [false, 1]);
  });

  it('makes and verifies one with signatures, as the settings say', async () => {
    const env = {
      ROLLCALL_CACHE_DIR: join(at.folder, 'cache'),
      ROLLCALL_LEDGER_SIGNERS: join(at.folder, 'signers'),
    };
    await writeFile(env.ROLLCALL_LEDGER_SIGNERS, '');
    assert.equal(await run(['ledger', at.repository, '--verify'], { env, terminal }), 1);
    assert.match(
      terminal.lines[0] ?? '',
      /^refs\/rollcall\/ledger commit [0-9a-f]{40} is not signed$/,
    );
  });
});

async function fill(filled: TemporaryLedger): Promise<void> {
  const { ledger } = filled;
  await ledger.writePlanSet('r1', planSetOf(1, 'p1'));
  // Recorded in 1970.
  await filled.tamper('refs/rollcall/rollouts/r1', 'note.md', 'x');
  await ledger.writePlanSet('r2', planSetOf(1, 'p2'));
  await ledger.writePlan(ADDRESS, 'r2', planOf('p2'));
  await ledger.writeSnapshot(ADDRESS, snapshotOf('r2', 'p2'));
  await ledger.writeEvidence('r2', 'wave-1-check-1', evidenceOf(1));
  const outcomes = [
    { org: ADDRESS.org, state: 'completed', writes: 3, kept: 0 },
    {
      org: 'apac_support',
      state: 'untouched',
      writes: 0,
      kept: 0,
      reason: '=HYPERLINK("http://x","a, b")',
    },
  ];
  const wave = {
    index: 1,
    name: '10 %',
    state: 'passed',
    orgs: [ADDRESS.org],
    verdict: { label: 'pass' },
  };
  const at = '2026-03-01T10:00:00Z';
  const report = {
    rolloutId: 'rollout/production/v2.1.0',
    environment: 'production',
    summary: { outcome: 'succeeded', reason: 'every org' },
    status: {
      ...sampleStatus(),
      release: 'v2.1.0',
      requestedBy: 'dana',
      change: 'CHG-4711',
      outcomes,
      waves: [wave],
      approvals: [{ gate: 'expand-50', by: 'lee', identity: 'signed', at }],
    },
  };
  await ledger.writeReport('r2', { 'report.json': JSON.stringify(report) });
}
