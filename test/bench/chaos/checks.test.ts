import assert from 'node:assert/strict';
import { check } from '../../../bench/chaos/checks/check.js';
import { isFalseAlarm } from '../../../bench/chaos/checks/report.js';
import { placeOf } from '../../planted-secrets.js';
import { MadeUpRun, ORG_IDS, SUB, SUB_NAME } from './made-up-run.js';

const BY_HAND = 'manual:lee';

/** The letters of the promises that a run breaks. */
function broken(run: MadeUpRun): string[] {
  return [...new Set(check(run.observed()).map(({ promise }) => promise))];
}

/** What is said of the first one. */
function said(run: MadeUpRun): string {
  return check(run.observed())[0]?.what ?? '';
}

describe('checks of a chaos run', () => {
  it('find nothing wrong with a rollout that succeeds, nor with one that is taken back', () => {
    assert.deepEqual(check(new MadeUpRun().deployAll().observed()), []);
    const run = new MadeUpRun().deployAll();
    run.takeBack(SUB);
    run.say(SUB_NAME, 'rolledBack');
    run.outcome = 'rolledBack';
    run.incidents = [trip()];
    assert.deepEqual(check(run.observed()), []);
  });

  it('(a) find an org that is half on the release, and one that is as nobody made it', () => {
    const half = new MadeUpRun().deployAll();
    half.write(SUB, 'flow', { name: 'IVR 2.0' });
    assert.deepEqual(broken(half), ['a']);
    assert.match(said(half), /org_sub_002 .*neither.*as before: flow IVR 2\.0 \/name/);
    const without = new MadeUpRun().deployAll();
    without.remove(SUB);
    assert.deepEqual(broken(without), ['a']);
  });

  it('(a) let an org be stranded only where its client stays revoked, listed and told with the command', () => {
    const run = new MadeUpRun().deployAll();
    run.write(SUB, 'flow', { name: 'IVR 2.0' });
    run.say(SUB_NAME, 'stranded', 'its client is refused');
    run.outcome = 'incomplete';
    run.incidents = [trip()];
    run.told = [{ kind: 'finished', text: `${SUB_NAME} is stranded: rollcall remediate x` }];
    assert.deepEqual(broken(run), ['a']);
    run.change = { revoked: [SUB] };
    assert.deepEqual(broken(run), []);
    run.told = [];
    assert.deepEqual(broken(run), ['e']);
  });

  it('(b) find a value of a person that was written over, on a planned path or beside it', () => {
    for (const patch of [{ name: 'by hand' }, { note: 'by hand' }]) {
      const run = new MadeUpRun();
      run.write(SUB, 'flow', patch, BY_HAND);
      run.deployAll();
      assert.ok(broken(run).includes('b'), JSON.stringify(patch));
    }
  });

  it('(b) find the deletion of what a person has edited', () => {
    const run = new MadeUpRun().deployAll();
    run.write(SUB, 'report', { interval: 'PT1M' }, BY_HAND);
    run.takeBack(SUB);
    run.say(SUB_NAME, 'rolledBack');
    assert.ok(broken(run).includes('b'));
  });

  it('(b) let Rollcall write where a person put back what was there before', () => {
    const run = new MadeUpRun();
    run.write(SUB, 'flow', { name: 'by hand' }, BY_HAND);
    run.write(SUB, 'flow', { name: 'IVR 2.0' }, BY_HAND);
    run.deployAll();
    assert.deepEqual(broken(run), []);
  });

  it('(c) find a write beside the plan, and a value that nobody planned', () => {
    const beside = new MadeUpRun().deployAll();
    beside.write(SUB, 'flow', { note: 'm' });
    assert.ok(broken(beside).includes('c'));
    const unplanned = new MadeUpRun().deployAll();
    unplanned.write(SUB, 'flow', { name: 'IVR 3' });
    assert.ok(broken(unplanned).includes('c'));
  });

  it('(d) find a write without a change, one that is repeated, and a second creation', () => {
    const idle = new MadeUpRun().deployAll();
    idle.write(SUB, 'flow', {});
    assert.deepEqual(broken(idle), ['d']);
    const again = new MadeUpRun();
    again.write(SUB, 'flow', { name: 'IVR 2.1' });
    again.write(SUB, 'flow', { name: 'IVR 2.0' });
    again.deployAll();
    assert.deepEqual(broken(again), ['d']);
    const twice = new MadeUpRun();
    twice.create(SUB);
    twice.remove(SUB);
    twice.deployAll();
    assert.deepEqual(broken(twice), ['d']);
  });

  it('(e) find a report that says otherwise than the world, in either way', () => {
    const run = new MadeUpRun().deployAll();
    run.say(SUB_NAME, 'rolledBack');
    run.outcome = 'rolledBack';
    run.incidents = [trip()];
    assert.deepEqual(broken(run), ['e']);
    const other = new MadeUpRun().deployAll();
    other.takeBack(SUB);
    assert.deepEqual(broken(other), ['e']);
  });

  it('(e) find a report in the ledger that is missing, or another one', () => {
    const run = new MadeUpRun().deployAll();
    run.change = { report: null };
    assert.deepEqual(broken(run), ['e']);
    const { report } = new MadeUpRun().observed();
    const lying = new MadeUpRun().deployAll();
    lying.say(SUB_NAME, 'completed', 'because');
    lying.change = { report };
    assert.deepEqual(broken(lying), ['e']);
  });

  it('(e) find a failure that nothing explains', () => {
    const run = new MadeUpRun().deployAll();
    run.takeBack(SUB);
    run.say(SUB_NAME, 'failed', 'somebody created a reporting named "Quality"');
    run.outcome = 'rolledBack';
    assert.deepEqual(broken(run), ['e']);
  });

  it('(e) take a false alarm of the judge for one, where nothing else explains the end', () => {
    const run = new MadeUpRun().deployAll();
    run.outcome = 'rolledBack';
    run.reason = 'the judge says fail: abandonment is past +15 % and no chance';
    for (const org of ORG_IDS) run.takeBack(org);
    for (const { org } of run.outcomes) run.say(org, 'rolledBack');
    assert.deepEqual(broken(run), []);
    assert.equal(isFalseAlarm(run.observed()), true);
    run.reason = 'tripped by nobody';
    assert.deepEqual(broken(run), ['e']);
    assert.equal(isFalseAlarm(run.observed()), false);
  });

  it('(f) find a rollout without an end, a workflow that runs on and a task that failed', () => {
    const stuck = new MadeUpRun().deployAll();
    stuck.change = { ended: null };
    assert.deepEqual(broken(stuck), ['f']);
    const left = {
      workflowId: 'org/1',
      status: 'RUNNING',
      failedTasks: [],
      pending: ['deployOrg'],
    };
    const failing = {
      workflowId: 'org/2',
      status: 'COMPLETED',
      failedTasks: ['cause 14: x'],
      pending: [],
    };
    for (const workflow of [left, failing]) {
      const run = new MadeUpRun().deployAll();
      run.change = { workflows: [workflow] };
      assert.deepEqual(broken(run), ['f']);
    }
  });

  it('(g) find a secret, and do not say it', () => {
    const run = new MadeUpRun().deployAll();
    run.change = { places: [placeOf('log', 'id a-very-secret-secret !')] };
    assert.deepEqual(broken(run), ['g']);
    assert.doesNotMatch(said(run), /very-secret/);
  });
});

function trip() {
  return {
    when: { at: 'start' },
    what: { kind: 'operator message', signal: 'tripBreaker', payload: null, times: 1 },
  } as const;
}
