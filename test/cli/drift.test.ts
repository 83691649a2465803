import assert from 'node:assert/strict';
import { composePlanning } from '../../src/compose.js';
import { load } from '../../src/planning/loaded.js';
import { readSettings } from '../../src/settings.js';
import { post } from '../e2e/enterprise.js';
import { editByHand, setMadeUpStage, type MadeUpStage } from './made-up.js';

const DRIFT = ['drift', '--environment', 'production'];

describe('rollcall drift', function () {
  this.timeout(60_000);
  let stage: MadeUpStage;
  before(async () => {
    stage = await setMadeUpStage();
  });
  after(() => stage.stop());

  it('says of orgs that were never adopted that nothing can be told', async () => {
    const { lines, exitCode } = await stage.rollcall(DRIFT);
    assert.equal(exitCode, 0);
    assert.deepEqual(lines, [
      'production: nothing to compare with',
      'never adopted, so nothing can be told: org_hub, na_east_001, na_east_002, eu_central_001, eu_central_002, eu_central_003',
    ]);
  });

  it('exits 0 where everything is as Rollcall wrote it, also for a release that would change it', async () => {
    await stage.adopt('v1');
    await stage.release('v2', { weight: 90 });
    const { lines, exitCode } = await stage.rollcall(DRIFT);
    assert.equal(exitCode, 0);
    assert.deepEqual(lines, ['production: no drift in 6 orgs']);
  });

  it('tells edits, new names, what is off and what is gone, once for orgs alike, and exits 10', async () => {
    for (const org of ['na_east_001', 'na_east_002', 'eu_central_001', 'eu_central_002'])
      await edit(org, 'queue', 'Queue 1', { skill: 'billing' });
    await edit('na_east_001', 'queue', 'Queue 2', { name: 'Second queue' });
    await edit('na_east_002', 'trunk', 'Trunk 1', { settings: { enabled: false } });
    await edit('na_east_002', 'trunk', 'Trunk 1', { note: 'Rollcall does not manage this' });
    await removeTrunk('eu_central_003');
    const traces = await stage.traces();
    const { lines, exitCode } = await stage.rollcall(DRIFT);
    assert.equal(exitCode, 10);
    assert.deepEqual(lines, [
      'production: 5 of 6 orgs differ from what Rollcall last wrote: 4 edited, 1 renamed, 1 disabled, 1 deleted',
      'edited queue/queue_1 in 4 orgs',
      '    skill  "skill_1" -> "billing"',
      'renamed queue/queue_2 in na_east_001',
      '    name  "Queue 2" -> "Second queue"',
      'deleted trunk/trunk_1 in eu_central_003',
      'disabled trunk/trunk_1 in na_east_002',
      '    settings/enabled  true -> false',
    ]);
    assert.equal(await stage.traces(), traces);
  });

  it('exits 0 for drift where that was asked', async () => {
    assert.equal((await stage.rollcall([...DRIFT, '--exit-zero'])).exitCode, 0);
  });

  it('looks only where it was told to', async () => {
    const { lines, exitCode } = await stage.rollcall([...DRIFT, '--only', 'org_hub']);
    assert.deepEqual([exitCode, lines], [0, ['production: no drift in 1 org']]);
  });

  it('tells machines counts, examples and every org', async () => {
    const { lines } = await stage.rollcall([...DRIFT, '--json', '--only', 'na_east']);
    const drift = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
    assert.deepEqual(drift['items'], { edited: 2, renamed: 1, disabled: 1, deleted: 0 });
    assert.deepEqual(drift['orgs'], {
      read: 2,
      same: 0,
      drifted: 2,
      neverAdopted: 0,
      unreachable: 0,
    });
    assert.equal((drift['byOrg'] as unknown[]).length, 2);
  });

  it('goes on without an org that does not answer, and fails only where none does', async () => {
    await post(`${stage.url}/_sim/faults`, {
      orgId: 'real-na_east_001',
      count: 0,
      effect: { type: 'reset' },
    });
    const some = await stage.rollcall(DRIFT);
    assert.equal(some.exitCode, 10);
    assert.match(some.lines[0] ?? '', /^production: 4 of 6 orgs differ.*; 1 did not answer$/);
    assert.match(some.lines.at(-1) ?? '', /^! na_east_001 did not answer: /);
    const none = await stage.rollcall([...DRIFT, '--only', 'na_east_001']);
    assert.equal(none.exitCode, 1);
    await fetch(`${stage.url}/_sim/faults`, { method: 'DELETE' });
  });

  const edit = (
    org: string,
    kind: string,
    name: string,
    patch: Record<string, unknown>,
  ): Promise<void> => editByHand(stage, { org, kind, name, patch });

  async function removeTrunk(org: string): Promise<void> {
    const sources = await composePlanning(readSettings(stage.variables));
    const commit = await sources.releases.resolve('v1');
    const client = (await load(sources, { commit, environment: 'production' })).client(org);
    const trunk = await client.findByName('trunk', 'Trunk 1');
    assert.ok(trunk);
    await client.remove(trunk);
  }
});
