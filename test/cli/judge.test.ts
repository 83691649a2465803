import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run } from '../../src/cli/program.js';
import type { CallInterval } from '../../src/domain/canary/evidence.js';
import { judge } from '../../src/domain/canary/judge.js';
import type { Verdict } from '../../src/domain/canary/verdict.js';
import {
  canary,
  controls,
  evidenceOf,
  interval,
  intervalsOf,
  iso,
} from '../domain/canary/fleet.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

const bad = ['a', 'b', 'c'].map((name) =>
  canary(
    name,
    intervalsOf({}, () => ({ abandoned: 6 })),
  ),
);
const evidence = evidenceOf([...bad, ...controls(27)]);

/** The last hour's intervals once more, from an hour after the deployment up to `minutes` after it. */
function stretched(intervals: readonly CallInterval[], minutes: number): CallInterval[] {
  return intervals
    .slice(-12)
    .map((one, at) => ({ ...one, start: iso(60 + 5 * at) }))
    .filter((_, at) => 60 + 5 * at < minutes);
}

describe('rollcall judge', () => {
  let folder: string;
  let terminal: RecordingTerminal;
  const rollcall = async (content: string, ...options: string[]): Promise<number> => {
    const file = path.join(folder, 'evidence.json');
    await writeFile(file, content);
    return run(['judge', file, ...options], { env: {}, terminal });
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-judge-'));
    terminal = recordingTerminal();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says the verdict in words and in figures', async () => {
    assert.equal(await rollcall(JSON.stringify(evidence)), 0);
    assert.match(
      terminal.lines[0] ?? '',
      /^\*\*fail\*\*: abandonment is past \+15 % and no chance/,
    );
    assert.match(terminal.lines.join('\n'), /^abandonment +fail +\d+ % .+ 15 % +100 %$/m);
  });

  it('prints the whole verdict for machines, of a record of the ledger too', async () => {
    assert.equal(await rollcall(JSON.stringify({ evidence, verdict: null }), '--json'), 0);
    assert.deepEqual(JSON.parse(terminal.lines.at(-1) ?? ''), judge(evidence));
  });

  it('judges a file that says only what the orgs had, however long after the deployment it ends', async () => {
    for (const minutes of [60, 75, 90, 115]) {
      const orgs = [...bad, ...controls(27)].map((org) => ({
        ...org,
        intervals: [...org.intervals, ...stretched(org.intervals, minutes)],
      }));
      assert.equal(await rollcall(JSON.stringify({ orgs }), '--json'), 0);
      const { label, reason } = JSON.parse(terminal.lines.at(-1) ?? '') as Verdict;
      assert.equal(label, 'fail', `${minutes} min: ${reason}`);
    }
  });

  it('writes charts where it is told to, and says so', async () => {
    const charts = path.join(folder, 'made', 'charts');
    assert.equal(await rollcall(JSON.stringify(evidence), '--charts', charts), 0);
    assert.deepEqual((await readdir(charts)).sort(), [
      'chart-evidence-abandonment.svg',
      'chart-evidence-speedOfAnswer.svg',
      'chart-evidence-strategyHitRate.svg',
    ]);
    assert.match(terminal.errors[0] ?? '', /^3 charts written to .*charts: chart-evidence-/);
    const svg = await readFile(path.join(charts, 'chart-evidence-abandonment.svg'), 'utf8');
    assert.match(svg, /^<svg [^>]*role="img"[^]*<\/svg>\n$/);
  });

  it('names file and place of what is wrong, and exits 2', async () => {
    assert.equal(await rollcall('{'), 2);
    assert.match(terminal.errors[0] ?? '', /evidence\.json: is not JSON: /);
    assert.equal(await rollcall(JSON.stringify({ orgs: [{ org: 'a', role: 'other' }] })), 2);
    assert.match(terminal.errors.join('\n'), /evidence\.json: orgs\.0\.role: /);
    assert.equal(await rollcall(JSON.stringify({ orgs: controls(2) })), 2);
    assert.match(terminal.errors.at(-1) ?? '', /deployment: say when, or give a canary/);
    const [first, ...others] = evidence.orgs;
    const late = { ...first, intervals: [interval(-125), interval(-118), interval(-125)] };
    assert.equal(await rollcall(JSON.stringify({ ...evidence, orgs: [late, ...others] })), 2);
    assert.match(terminal.errors.at(-2) ?? '', /orgs\.0\.intervals\.1\.start: is no whole number/);
    assert.match(terminal.errors.at(-1) ?? '', /orgs\.0\.intervals\.2\.start: .* there twice/);
    const none = path.join(folder, 'none.json');
    assert.equal(await run(['judge', none], { env: {}, terminal }), 2);
    assert.match(terminal.errors.at(-1) ?? '', /none\.json: cannot be read/);
  });
});
