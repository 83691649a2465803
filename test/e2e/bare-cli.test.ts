import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MALFORMED_PAYLOAD } from '../../src/payload-converter.js';
import { follow, isOver } from './play.js';
import { setStage, type Stage } from './stage.js';
import { temporalBinary } from './temporal.js';

const run = promisify(execFile);

/** The README's commands, word for word but for the task queue: an operator may have nothing but Temporal's own CLI. */
describe('a rollout by the bare Temporal CLI', () => {
  let stage: Stage;
  let binary: string;
  const id = 'rollout/production/v2.1.0';

  before(async () => {
    stage = await setStage();
    binary = await temporalBinary();
  });

  after(async () => {
    await stage?.stop();
  });

  const temporal = async (command: string, input?: string): Promise<string> => {
    const args = ['workflow', ...command.split(' '), '--address', stage.address];
    const { stdout } = await run(binary, input === undefined ? args : [...args, '--input', input]);
    return stdout;
  };

  it('is started, asked, approved and tripped with what the README prints', async () => {
    const input = `{"release":"v2.1.0","environment":"production","requestedBy":"dana","change":"CHG-4711","timeScale":600}`;
    await temporal(`start --type rollout --task-queue ${stage.queue} --workflow-id ${id}`, input);
    const { runId } = await stage.client.workflow.getHandle(id).describe();
    const rollout = follow(stage.client, id, runId);
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    assert.match(await temporal(`query --workflow-id ${id} --type status`), /awaitingApproval/);
    await temporal(`signal --workflow-id ${id} --name approve`, '{"gate":"plan","by":"lee"}');
    await rollout.until(
      'the first wave',
      ({ waves }) => waves[0]?.state === 'watching' || waves[0]?.state === 'passed',
    );
    const complaint = '{"by":"lee","reason":"complaints"}';
    await temporal(`signal --workflow-id ${id} --name tripBreaker`, complaint);
    const last = await rollout.approveUntil(isOver);
    assert.equal(last.state, 'rolledBack', JSON.stringify(last));
    assert.equal(last.change, 'CHG-4711');
    assert.doesNotMatch(JSON.stringify(last.notices), new RegExp(MALFORMED_PAYLOAD));
  });

  it('is refused when it was given a timeout that could end it in the middle', async () => {
    const bounded = 'rollout/production/bounded';
    await temporal(
      `start --type rollout --task-queue ${stage.queue} --workflow-id ${bounded} --execution-timeout 1h`,
      '{"release":"v2.1.0","environment":"production"}',
    );
    await assert.rejects(stage.client.workflow.getHandle(bounded).result());
  });
});
