import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../src/cli/program.js';
import { recordingTerminal, type RecordingTerminal } from '../cli/recording-terminal.js';
import { isOver } from './play.js';
import { setStage, type Stage } from './stage.js';

const LONGEST_MS = 240_000;

describe('the report of a rollout that was taken back', function () {
  this.timeout(2 * LONGEST_MS);
  let stage: Stage;
  let folder: string;
  before(async () => {
    stage = await setStage();
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-report-'));
  });
  after(async () => {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => stage.tidy());

  async function rollcall(...args: string[]): Promise<RecordingTerminal> {
    const terminal = recordingTerminal();
    const before = process.env['TEMPORAL_ADDRESS'];
    process.env['TEMPORAL_ADDRESS'] = stage.address;
    try {
      const exitCode = await run(args, { env: stage.enterprise.variables, terminal });
      assert.equal(exitCode, 0, terminal.errors.join('\n'));
    } finally {
      if (before === undefined) delete process.env['TEMPORAL_ADDRESS'];
      else process.env['TEMPORAL_ADDRESS'] = before;
    }
    return terminal;
  }

  it('has the design, the power table and charts, and the plan keeps what the waves were drawn from', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0-bad-flow' });
    await rollout.approveUntil(isOver, LONGEST_MS);
    const { waves } = await rollout.status();
    const charts = path.join(folder, 'charts');
    const { lines, errors } = await rollcall('report', rollout.workflowId, '--charts', charts);
    const report = lines.join('\n');
    assert.match(report, /## Design\n\nThe waves were drawn from \d+ orgs/);
    assert.match(report, /\| found in 4 of 5 cases \| compared with \| calls\/h \|/);
    const linked = [...report.matchAll(/!\[([^\]]+)\]\((chart-wave-\d+-\w+\.svg)\)/g)];
    assert.ok(linked.length >= 2, report);
    const files = linked.map(([, , file = '']) => file);
    assert.deepEqual((await readdir(charts)).toSorted(), files.toSorted());
    for (const [, alt = '', file = ''] of linked) {
      const svg = await readFile(path.join(charts, file), 'utf8');
      assert.ok(svg.includes(`<desc id="desc">${alt}</desc>`), file);
      assert.doesNotMatch(svg, /NaN|Infinity/);
    }
    assert.match(errors.join('\n'), /charts written to/);

    const plan = await rollcall('plan', '--rollout', rollout.workflowId, '--json');
    const { experiment, waves: planned } = JSON.parse(plan.lines.at(-1) ?? '') as {
      experiment: { seed: string; candidates: { org: string; callsPerHour: number | null }[] };
      waves: { orgs: string[] }[];
    };
    assert.match(experiment.seed, /^[\da-f-]{36}$/);
    assert.ok(experiment.candidates.every(({ callsPerHour }) => (callsPerHour ?? 0) > 0));
    assert.deepEqual(
      planned.map(({ orgs }) => [...orgs].sort()),
      waves.map(({ orgs }) => [...orgs].sort()),
    );
  });
});
