import assert from 'node:assert/strict';
import { run } from '../../src/cli/program.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { FOUR_SUBS, setStage, type Stage } from './stage.js';

describe('rollcall plan --rollout', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage({ subs: FOUR_SUBS });
  });
  after(() => stage.stop());
  afterEach(() => stage.tidy());

  it('prints the very plan that waits at its gate, by workflow id, and how to decide', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const { planDigest } = await rollout.until(
      'the plan gate',
      ({ awaiting }) => awaiting?.gate === 'plan',
    );
    const before = process.env['TEMPORAL_ADDRESS'];
    process.env['TEMPORAL_ADDRESS'] = stage.address;
    const terminal = recordingTerminal();
    try {
      const args = ['plan', '--rollout', rollout.workflowId];
      const exitCode = await run(args, { env: stage.enterprise.variables, terminal });
      assert.equal(exitCode, 0, terminal.errors.join('\n'));
      await run([...args, '--json'], { env: stage.enterprise.variables, terminal });
    } finally {
      if (before === undefined) delete process.env['TEMPORAL_ADDRESS'];
      else process.env['TEMPORAL_ADDRESS'] = before;
    }
    const { lines } = terminal;
    assert.match(lines[0] ?? '', /release v2\.1\.0, commit \w{8}, as recorded for rollout\//);
    assert.ok(lines[1]?.endsWith(`plan digest ${planDigest?.slice(0, 12)}`), lines[1]);
    assert.ok(
      lines.some((line) => line.startsWith('To decide: rollcall approve rollout/')),
      lines.join('\n'),
    );
    const json = JSON.parse(lines.at(-1) ?? '') as {
      planDigest: string;
      waves: { orgs: string[] }[];
    };
    assert.equal(json.planDigest, planDigest);
    const { waves } = await rollout.status();
    assert.deepEqual(
      json.waves.map(({ orgs }) => [...orgs].sort()),
      waves.map(({ orgs }) => [...orgs].sort()),
    );
  });
});
