import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decide } from '../../src/client/index.js';
import { run } from '../../src/cli/program.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { bash, tokenOf } from './by-hand.js';
import { clearFaults, placeFault } from './faults.js';
import { commitRelease, NEW_FALLBACK } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const HUB = 'org_parent_001';
const SUB = 'org_sub_032';

describe('remediation.sh', () => {
  let stage: Stage;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-script-'));
    stage = await setStage({
      subs: ['org_sub_002', SUB],
      policy: [{ at: ['wave_percents'], value: [100] }],
    });
    await commitRelease(stage.enterprise, 'v2.1.0-last', NEW_FALLBACK);
  });
  after(async () => {
    await stage?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => stage.tidy());

  it('takes a sub and its hub wholly back by hand, with the queue that the hub got and the sub routes to', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0-last', only: [HUB, SUB] });
    await rollout.approveUntil((status) => status.waves[1]?.state === 'watching');
    for (const org of [HUB, SUB])
      await placeFault(stage.enterprise, { orgId: realOrg(org), effect: { type: 'revokeClient' } });
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const { outcomes, rolloutKey } = await rollout.status();
    assert.deepEqual(
      outcomes.map(({ org, state }) => `${org} ${state}`),
      [`${HUB} stranded`, `${SUB} stranded`],
    );

    // Nobody could read either of them when it was made.
    const ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    const script = path.join(folder, 'remediation.sh');
    await writeFile(script, (await ledger.readReport(rolloutKey))['remediation.sh'] ?? '');
    await clearFaults(stage.enterprise);
    const tokens = {
      TOKEN_ORG_PARENT_001: await tokenOf(stage.enterprise, realOrg(HUB)),
      TOKEN_ORG_SUB_032: await tokenOf(stage.enterprise, realOrg(SUB)),
    };
    const byHand = await bash(script, tokens);
    assert.equal(byHand.exitCode, 0, byHand.text);
    assert.deepEqual(await stage.configuration(), before);

    // Made after another rollout brought the sub something, it leaves that alone.
    const sub = { environment: 'production', org: SUB };
    await ledger.writeBases(sub, {}, 'on release 0123abcd, rollout of-later');
    const anew = path.join(folder, 'anew.sh');
    const terminal = recordingTerminal();
    const made = await run(['remediate', rolloutKey, '--script', anew], {
      env: stage.enterprise.variables,
      terminal,
    });
    assert.equal(made, 0, terminal.errors.join());
    const left = await bash(anew, tokens);
    assert.match(left.text, /LEFT .*org_sub_032: it has moved on since \(on release 0123abcd/);
    assert.deepEqual(await stage.configuration(), before);
  });
});
