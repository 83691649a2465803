import assert from 'node:assert/strict';
import { log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { createLogger, type Level } from '../../src/observability/logger.js';
import { asActivity, KEY, watcher } from './watched.js';

describe('the log of a worker', () => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
  });
  const logger = (format: 'json' | 'text' = 'json', level: Level = 'info') =>
    createLogger({
      level,
      format,
      write: (line) => void lines.push(line),
      now: () => new Date('2026-03-02T09:00:00Z'),
    });
  const entry = (): Record<string, unknown> => {
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^[^\n]*\n$/);
    return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  };

  it('is one JSON object a line, with rollout and org on every one', () => {
    logger().info('hello', { workflowId: 'x', attempt: 2 });
    assert.deepEqual(entry(), {
      time: '2026-03-02T09:00:00.000Z',
      level: 'info',
      message: 'hello',
      rollout: null,
      org: null,
      workflowId: 'x',
      attempt: 2,
    });
  });

  const known: [string, Record<string, unknown>, [string | null, string | null]][] = [
    ['an activity', { rollout: 'key', org: 'east', workflowId: 'org/guide/e1' }, ['key', 'east']],
    ['an activity about several orgs', { rollout: 'key', org: null }, ['key', null]],
    ['an org’s workflow', { workflowId: 'org/guide/e1' }, [null, 'e1']],
    [
      'an activity that is told no rollout',
      { org: null, workflowId: 'group/key/1/g' },
      ['key', null],
    ],
    ['an observation', { workflowId: 'observation/key/w1' }, ['key', null]],
    ['a rollout', { workflowType: 'rollout', workflowId: 'any', runId: 'run' }, ['run', null]],
  ];
  for (const [who, meta, [rollout, org]] of known)
    it(`knows rollout and org of ${who}`, () => {
      logger().warn('words', meta);
      const found = entry();
      assert.deepEqual([found['rollout'], found['org']], [rollout, org]);
    });

  it('has rollout and org on every line of an activity, the SDK’s own included', async () => {
    const watch = watcher();
    const work = asActivity(watch, 'deployLayer', async () => {
      log.info('at work');
      throw ApplicationFailure.retryable('later', 'noAnswer');
    });
    await assert.rejects(work);
    const found = watch.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      found.map(({ message, rollout, org }) => [message, rollout, org]),
      [
        ['at work', KEY, 'east'],
        ['Activity failed', KEY, 'east'],
      ],
    );
    await watch.shutdown();
  });

  it('goes by the level', () => {
    const quiet = logger('json', 'warn');
    quiet.debug('a');
    quiet.info('b');
    quiet.trace('c');
    quiet.error('d');
    assert.equal(entry()['message'], 'd');
  });

  it('is text for a terminal, one line each', () => {
    logger('text').error('broken\nwindow', { org: 'east', error: new TypeError('a\u001B[2Jb') });
    assert.deepEqual(lines, [
      '2026-03-02T09:00:00.000Z ERROR broken window  org=east  error=TypeError: a [2Jb\n',
    ]);
  });

  it('tells an error by its words and what caused it, without stack and members', () => {
    const cause = Object.assign(new Error('inner'), { options: { headers: 'hush-hush-header' } });
    logger().error('failed', { error: new Error('outer', { cause }) });
    assert.equal(entry()['error'], 'Error: outer ← Error: inner');
    assert.doesNotMatch(lines.join(''), /hush|\.ts:/);
  });

  it('withholds what is a secret by its name, at any depth, and by how it is written', () => {
    logger().warn('Authorization: Bearer abc.def-ghi was refused', {
      request: { headers: { authorization: 'abc.def-ghi', accept: 'x' } },
      clientSecret: 'abc.def-ghi',
      error: new Error('POST client_secret=abc.def-ghi&a=b {"access_token":"abc.def-ghi"}'),
    });
    assert.doesNotMatch(lines.join(''), /abc\.def-ghi/);
    assert.equal(entry()['request.headers.accept'], 'x');
  });

  it('keeps its own members, whatever an entry brings', () => {
    logger().info('real', { message: 'other', level: 'x', time: 0, big: 1n });
    const found = entry();
    assert.deepEqual([found['message'], found['level'], found['big']], ['real', 'info', '1']);
  });
});
