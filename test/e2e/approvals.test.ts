import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { resourceId } from '../../src/cli/demo/identity.js';
import { signedApproval } from '../../src/cli/sign-decision.js';
import { decide, type DecisionAnswer } from '../../src/client/index.js';
import { run } from '../../src/cli/program.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { boardOf, signalRaw } from './boards.js';
import { journal, post, type Write } from './enterprise.js';
import { makePerson, signGate, type Person } from './people.js';
import type { Played } from './play.js';
import { commitOperations } from './releases.js';
import { FOUR_SUBS, outcomeOf, setStage, type Stage } from './stage.js';

describe('approvals that operations.yaml asks for', () => {
  let stage: Stage;
  let lee: Person;
  let kim: Person;
  let eve: Person;

  before(async () => {
    stage = await setStage({
      subs: [
        ...FOUR_SUBS,
        ...['003', '013', '023', '024', '025', '033'].map((number) => `org_sub_${number}`),
      ],
    });
    lee = await makePerson(stage.enterprise.root, 'lee');
    kim = await makePerson(stage.enterprise.root, 'kim');
    eve = await makePerson(stage.enterprise.root, 'eve');
    await commitOperations(stage.enterprise, operationsWith({}));
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  function operationsWith(more: object): object {
    return {
      people: { lee: lee.entry, kim: kim.entry },
      approvals: [
        { environment: 'production', gate: 'plan', approvers: ['lee', 'kim'], people: 2 },
        { environment: 'production', gate: 'expansion', approvers: ['lee'] },
      ],
      ...more,
    };
  }

  const sign = (rollout: Played, person: Person, name = person.name): Promise<DecisionAnswer> =>
    signGate(stage.client, rollout, person, name);

  const atGate = (rollout: Played, gate: string): Promise<unknown> =>
    rollout.until(`gate ${gate}`, ({ awaiting }) => awaiting?.gate === gate);

  it('count when two people have signed them, and the report says who did', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_002', 'org_sub_022'] });
    await atGate(rollout, 'plan');
    assert.match(await boardOf(stage.client, rollout.workflowId), /2 signed approvals by lee, kim/);

    const typed = { decision: 'approve', gate: 'plan', by: 'kim' } as const;
    const claimed = await decide(stage.client, rollout.workflowId, typed);
    assert.equal(claimed.opens, false);
    assert.match(claimed.taken, /kim \(not signed\)/);
    const forged = await sign(rollout, eve, 'lee');
    assert.match(forged.taken, /lee: the signature does not fit/);
    const stranger = await sign(rollout, eve);
    assert.match(stranger.taken, /eve: operations\.yaml names no key of theirs/);
    const first = await sign(rollout, lee);
    assert.equal(first.opens, false);
    assert.match(first.taken, /given by lee/);
    assert.equal((await sign(rollout, kim)).opens, true);

    await atGate(rollout, 'expand-100');
    const other = await decide(stage.client, rollout.workflowId, {
      decision: 'approve',
      gate: 'expand-100',
      by: 'sam',
    });
    assert.match(other.taken, /sam \(not an approver\)/);
    await decide(stage.client, rollout.workflowId, {
      decision: 'approve',
      gate: 'expand-100',
      by: 'lee',
    });
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const { approvals } = await rollout.status();
    assert.deepEqual(
      approvals.map(({ gate, by, identity }) => `${gate} ${by} ${identity}`).sort(),
      ['expand-100 lee claimed', 'plan kim signed', 'plan lee signed'],
    );
  });

  it('can be printed, signed, for the Web UI: the very text counts as a signal', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_024'] });
    await atGate(rollout, 'plan');
    const printed = async (person: Person): Promise<string> => {
      const terminal = recordingTerminal();
      const { name, key } = person;
      const args = ['approve', rollout.workflowId, '--by', name, '--key', key, '--print'];
      assert.equal(await run(args, { env: {}, terminal }), 0, terminal.errors.join('\n'));
      return terminal.lines.join('\n');
    };
    const before = process.env['TEMPORAL_ADDRESS'];
    process.env['TEMPORAL_ADDRESS'] = stage.address;
    try {
      const texts = [await printed(lee), await printed(kim)];
      assert.equal((await rollout.status()).awaiting?.gate, 'plan');
      for (const text of texts) await signalRaw(stage.client, rollout.workflowId, 'approve', text);
    } finally {
      if (before === undefined) delete process.env['TEMPORAL_ADDRESS'];
      else process.env['TEMPORAL_ADDRESS'] = before;
    }
    const { approvals } = await rollout.until('the plan', (status) => status.approvals.length > 0);
    assert.deepEqual(
      approvals.map(({ gate, by, identity }) => `${gate} ${by} ${identity}`).sort(),
      ['plan kim signed', 'plan lee signed'],
    );
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
  });

  it('say nothing for another gate, another run or another time', async () => {
    const one = await stage.roll({ release: 'v2.1.0', only: ['org_sub_012'] });
    const other = await stage.roll({ release: 'v2.1.0', only: ['org_sub_032'] });
    await Promise.all([atGate(one, 'plan'), atGate(other, 'plan')]);
    const request = { workflowId: one.workflowId, gate: 'plan', by: 'lee', key: lee.key };
    const approval = await signedApproval(stage.client, request);
    const { planDigest: _planDigest, ...elsewhere } = approval;
    const replayed = await decide(stage.client, other.workflowId, elsewhere);
    assert.match(replayed.taken, /lee: the signature does not fit/);
    const later = { ...approval, at: new Date(Date.now() + 1_000).toISOString() };
    const postponed = await decide(stage.client, one.workflowId, later);
    assert.match(postponed.taken, /lee: the signature does not fit/);
    assert.equal((await journal(stage.enterprise.url)).filter(wroteTo('gc-prod-012')).length, 0);
  });

  it('wait for a stopped line, and go on when it is released', async () => {
    const stopped = { stop_the_line: { by: 'dana', reason: 'incident 4711' }, approvals: [] };
    await commitOperations(stage.enterprise, operationsWith(stopped));
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_012'] });
    const held = await rollout.approveUntil(({ state }) => state === 'awaitingClearance');
    assert.match(held.awaiting?.what ?? '', /line is stopped by dana: incident 4711/);
    assert.equal((await journal(stage.enterprise.url)).filter(wroteTo('gc-prod-012')).length, 0);
    await commitOperations(stage.enterprise, operationsWith({ approvals: [] }));
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
  });

  it('that expired while the line was stopped are asked for again before anything is written', async () => {
    const rules = { approvals: [{ gate: 'plan', approvers: ['lee'], expires_minutes: 2 }] };
    const stopped = { stop_the_line: { by: 'dana', reason: 'incident 4711' }, ...rules };
    await commitOperations(stage.enterprise, operationsWith(stopped));
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_033'] });
    await atGate(rollout, 'plan');
    const { workflowId } = rollout;
    const request = { workflowId, gate: 'plan', by: 'lee', key: lee.key };
    // It has forty seconds left.
    const signedAt = Date.now() - 80_000;
    const early = await signedApproval(stage.client, { ...request, at: new Date(signedAt) });
    assert.equal((await decide(stage.client, workflowId, early)).opens, true);
    await rollout.until('the stopped line', ({ state }) => state === 'awaitingClearance');
    await sleep(Math.max(0, signedAt + 121_000 - Date.now()));
    await commitOperations(stage.enterprise, operationsWith(rules));
    await atGate(rollout, 'plan');
    assert.match(await boardOf(stage.client, workflowId), /has to be approved again/);
    assert.equal((await journal(stage.enterprise.url)).filter(wroteTo('gc-prod-033')).length, 0);
    assert.equal((await sign(rollout, lee)).opens, true);
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
  });

  it('are for nothing while a freeze lasts: the board says which, and until when', async () => {
    const freeze = { name: 'black_friday', from: '2020-01-01T00:00', to: '2040-01-01T00:00' };
    const freezes = [{ ...freeze, environments: ['production'], reason: 'peak season' }];
    await commitOperations(stage.enterprise, operationsWith({ freezes, approvals: [] }));
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_032'] });
    const held = await rollout.approveUntil(({ state }) => state === 'awaitingClearance');
    assert.match(
      held.awaiting?.what ?? '',
      /black_friday \(peak season\) until 20(39|40)-.*org_sub_032/,
    );
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.equal((await journal(stage.enterprise.url)).filter(wroteTo('gc-prod-032')).length, 0);
  });

  it('do not reach an org that is held back, and such a rollout is no pass', async () => {
    const heldBack = [{ org: 'org_sub_032', reason: 'its migration' }];
    await commitOperations(
      stage.enterprise,
      operationsWith({ held_back: heldBack, approvals: [] }),
    );
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_032', 'org_sub_012'] });
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const status = await rollout.status();
    assert.deepEqual(
      status.outcomes.map(({ org }) => org),
      ['org_sub_012'],
    );
    assert.ok(
      status.notices.some((notice) => /org_sub_032 is held back .*its migration/.test(notice)),
    );
  });

  it('that are signed are not undone by a name that somebody types', async () => {
    await commitOperations(stage.enterprise, operationsWith({}));
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_003'] });
    await atGate(rollout, 'plan');
    await sign(rollout, lee);
    const typed = { decision: 'approve', gate: 'plan', by: 'lee' } as const;
    await decide(stage.client, rollout.workflowId, typed);
    assert.equal((await sign(rollout, kim)).opens, true);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
  });

  it('that come after a trip are told that no gate waits, and keep nothing from ending', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_003'] });
    await atGate(rollout, 'plan');
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const late = { decision: 'approve', gate: 'plan', by: 'lee' } as const;
    await assert.rejects(
      decide(stage.client, rollout.workflowId, late),
      /no gate waits|not found|completed|ended/i,
    );
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
  });

  it('wait where operations.yaml has a slip, and take nothing back for it', async () => {
    await commitOperations(stage.enterprise, operationsWith({ approvals: [] }));
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_013', 'org_sub_023'] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    await commitOperations(stage.enterprise, operationsWith({ approvals: [{ peeple: 2 }] }));
    const approval = { decision: 'approve', gate: 'expand-100', by: 'lee' } as const;
    const held = await decide(stage.client, rollout.workflowId, approval);
    assert.equal(held.opens, false);
    assert.match(
      held.taken,
      /operations\.yaml on the protected branch has to be put right .*peeple/,
    );
    await commitOperations(stage.enterprise, operationsWith({ approvals: [] }));
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
  });

  it('of an emergency are two signatures; it goes through a freeze with short windows', async () => {
    const freezes = [{ name: 'frozen', from: '2020-01-01T00:00', to: '2040-01-01T00:00' }];
    await commitOperations(stage.enterprise, operationsWith({ freezes, approvals: [] }));
    const rollout = await stage.roll({
      release: 'v2.1.0',
      only: ['org_sub_032'],
      emergency: true,
      reason: 'callers hear nothing',
    });
    await atGate(rollout, 'emergency');
    assert.match((await rollout.status()).warnings[0] ?? '', /EMERGENCY: callers hear nothing/);
    assert.equal((await sign(rollout, lee)).opens, false);
    assert.deepEqual(await sign(rollout, kim), {
      taken: 'gate emergency is approved',
      opens: true,
    });
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    assert.ok((await journal(stage.enterprise.url)).some(wroteTo('gc-prod-032')));
  });

  it('of an emergency are two signatures for a plan that was made anew, too', async () => {
    await commitOperations(stage.enterprise, operationsWith({ approvals: [] }));
    const rollout = await stage.roll({
      release: 'v2.1.0',
      only: ['org_sub_025'],
      emergency: true,
      reason: 'callers hear nothing',
    });
    await atGate(rollout, 'emergency');
    const { planDigest } = await rollout.status();
    const orgId = 'gc-prod-025';
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId,
      kind: 'flow',
      resourceId: resourceId(orgId, 'flow', 'regional_ivr'),
      patch: { name: 'Kims_IVR' },
      by: 'kim',
    });
    await sign(rollout, lee);
    await sign(rollout, kim);
    const asked = await rollout.approveUntil(
      (status) => status.planDigest !== planDigest && status.awaiting?.gate !== undefined,
    );
    assert.equal(asked.awaiting?.gate, 'emergency');
    const typed = { decision: 'approve', gate: 'emergency', by: 'sam' } as const;
    assert.equal((await decide(stage.client, rollout.workflowId, typed)).opens, false);
    assert.equal((await journal(stage.enterprise.url)).filter(wroteBy(orgId)).length, 0);
    await sign(rollout, lee);
    assert.equal((await sign(rollout, kim)).opens, true);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
  });
});

/** What Rollcall wrote to an org, without people's edits. */
function wroteBy(orgId: string): (write: Write) => boolean {
  return (write) => write.orgId === orgId && !write.clientId.startsWith('manual:');
}

function wroteTo(orgId: string): (write: { readonly orgId: string }) => boolean {
  return (write) => write.orgId === orgId;
}
