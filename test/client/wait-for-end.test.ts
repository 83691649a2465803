import assert from 'node:assert/strict';
import {
  ActivityFailure,
  ApplicationFailure,
  TerminatedFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import { RetryState } from '@temporalio/common';
import { endOf, reasonOf, type RolloutSummary } from '../../src/client/index.js';

const failed = (cause: Error): WorkflowFailedError =>
  new WorkflowFailedError('Workflow execution failed', cause, RetryState.NON_RETRYABLE_FAILURE);

describe("a rollout's end", () => {
  it('carries the summary of a rollback', () => {
    const orgs = { completed: 0, rolledBack: 4, failed: 0, untouched: 37 };
    const summary = { outcome: 'rolledBack', reason: 'x', orgs, waves: 2, writes: 8, report: null };
    const failure = ApplicationFailure.nonRetryable('rolled back', 'RolledBack', summary);
    assert.deepEqual(endOf(failed(failure)), { kind: 'finished', summary });
  });

  it('carries the findings of bad input, also from within an activity', () => {
    const findings = [{ file: 'manifest.yaml', line: 1, column: 1, path: '', message: 'is wrong' }];
    const inner = ApplicationFailure.nonRetryable('bad', 'BadInput', findings);
    assert.deepEqual(endOf(failed(inner)), { kind: 'badInput', findings });
    const wrapped = new ActivityFailure(
      'Activity task failed',
      'resolveRelease',
      '1',
      RetryState.NON_RETRYABLE_FAILURE,
      'worker',
      inner,
    );
    assert.deepEqual(endOf(failed(wrapped)), { kind: 'badInput', findings });
  });

  it('has a finding also where bad input came without its list', () => {
    const end = endOf(failed(ApplicationFailure.nonRetryable('unknown release', 'BadInput')));
    assert.equal(end.kind, 'badInput');
    assert.equal(end.kind === 'badInput' && end.findings[0]?.message, 'unknown release');
  });

  it('lists what a refusal misses', () => {
    const failure = ApplicationFailure.nonRetryable('no', 'Refused', ['queue a', 'queue b']);
    const expected = { kind: 'refused', message: 'no', missing: ['queue a', 'queue b'] };
    assert.deepEqual(endOf(failed(failure)), expected);
  });

  it('has a reason in a line, unless it succeeded', () => {
    const findings = [{ file: 'input', line: null, column: null, path: '', message: 'is wrong' }];
    assert.equal(reasonOf({ kind: 'badInput', findings }), 'input is wrong');
    assert.equal(reasonOf({ kind: 'refused', message: 'no', missing: ['queue a'] }), 'no; queue a');
    const summary = { outcome: 'succeeded', reason: 'done' } as RolloutSummary;
    assert.equal(reasonOf({ kind: 'finished', summary }), null);
    const back = { ...summary, outcome: 'rolledBack', reason: 'callers hang up' } as const;
    assert.equal(reasonOf({ kind: 'finished', summary: back }), 'callers hang up');
  });

  it('tells a stop from outside and other failures apart', () => {
    const stopped = endOf(failed(new TerminatedFailure('by hand')));
    assert.deepEqual(stopped, { kind: 'stopped', how: 'terminated', message: 'by hand' });
    const other = endOf(failed(ApplicationFailure.nonRetryable('boom', 'Surprise')));
    assert.deepEqual(other, { kind: 'failed', type: 'Surprise', message: 'boom' });
  });
});
