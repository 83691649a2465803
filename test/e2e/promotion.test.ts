import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { parseDocument } from 'yaml';
import { git } from '../../src/cli/demo/git.js';
import { demoFolder, releaseTag } from '../../src/cli/demo/options.js';
import { decide, reportOf, type RolloutEnd } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import type { RolloutRequest } from '../../src/workflows/messages.js';
import { journal, makeEnterprise, type Enterprise } from './enterprise.js';
import { makePerson } from './people.js';
import { play, type Played } from './play.js';
import { commitOperations, mergeRelease } from './releases.js';
import { FOUR_SUBS, outcomeOf } from './stage.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'promotion';

describe('from staging to production', () => {
  let temporal: Awaited<ReturnType<typeof startDevServer>>;
  let enterprise: Enterprise;
  let worker: TestWorker;

  before(async () => {
    temporal = await startDevServer();
    const made = await makeEnterprise({ scale: 1, subs: FOUR_SUBS });
    const signer = await makePerson(made.root, 'worker');
    const signers = path.join(made.root, 'signers');
    await writeFile(signers, `rollcall@localhost ${signer.entry.ssh_keys[0]}\n`);
    const ledger = { ROLLCALL_LEDGER_SIGNING_KEY: signer.key, ROLLCALL_LEDGER_SIGNERS: signers };
    enterprise = { ...made, variables: { ...made.variables, ...ledger } };
    // Whether an environment is real is for the protected branch to say.
    await makeReal(path.join(enterprise.repository, demoFolder));
    await commitOperations(enterprise, {
      accepts: { staging: 'protected_branch', production: 'tag' },
    });
    await release('v2.0.1', [makeReal]);
    worker = await startWorker(temporal, enterprise, QUEUE);
  });
  after(async () => {
    await worker?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });

  /** Commits v2.0.0, which is what the orgs have, with changes, under a tag of its own. */
  async function release(
    tag: string,
    changes: readonly ((folder: string) => Promise<void>)[],
    from: string = releaseTag.adopted,
  ): Promise<void> {
    const { repository } = enterprise;
    await git(repository, 'checkout', '--quiet', '--detach', from);
    for (const change of changes) await change(path.join(repository, demoFolder));
    await git(repository, 'commit', '--quiet', '--all', '--message', tag);
    await git(repository, 'tag', tag);
    await git(repository, 'checkout', '--quiet', 'main');
  }

  let started = 0;
  function roll(
    request: Partial<RolloutRequest> & { release: string; environment: string },
  ): Promise<Played> {
    started += 1;
    return play(temporal.client, QUEUE, { ...request, timeScale: 1 }, `rollout/${started}`);
  }

  async function end(
    environment: string,
    tag: string,
    more: Partial<RolloutRequest> = {},
  ): Promise<RolloutEnd> {
    return (await roll({ release: tag, environment, ...more })).finish();
  }

  it('staging takes only commits on the protected branch', async () => {
    const refused = JSON.stringify(await end('staging', 'v2.0.1'));
    assert.match(refused, /staging takes only commits on the protected branch \\"main\\"/);
    await mergeRelease(enterprise, 'v2.0.1');
  });

  it('production takes only what staging has passed, to the byte', async () => {
    const early = JSON.stringify(await end('production', 'v2.0.1'));
    assert.match(early, /production takes only releases that staging has passed/);
    assert.equal(outcomeOf(await end('staging', 'v2.0.1')), 'succeeded');
    assert.equal(outcomeOf(await end('production', 'v2.0.1')), 'succeeded');

    await release(
      'v2.0.2',
      [(folder) => appendFile(path.join(folder, 'policy.yaml'), '#')],
      'v2.0.1',
    );
    await mergeRelease(enterprise, 'v2.0.2');
    const changed = JSON.stringify(await end('production', 'v2.0.2'));
    assert.match(changed, /production takes only releases that staging has passed/);
  });

  it('a pass is a record of who, when, by what plan and with which environment files', async () => {
    const { ledger, variables } = enterprise;
    const read = await openGitLedger({
      repository: ledger,
      signers: variables['ROLLCALL_LEDGER_SIGNERS'] ?? null,
    });
    const [record, ...others] = await read.readPromotions('staging');
    assert.equal(others.length, 0);
    assert.equal(record?.trusted, true);
    assert.equal(record?.requestedBy, 'test');
    assert.match(record?.environmentFilesDigest ?? '', /^[0-9a-f]{64}$/);
    assert.match(record?.planDigest ?? '', /^[0-9a-f]{64}$/);
  });

  it('a pass that cannot be recorded is said in the end, where the orgs are on the release', async () => {
    const queue = `${QUEUE}-refused`;
    const refusing = await startWorker(temporal, enterprise, queue, {
      interceptors: {
        activity: [
          ({ info }) => ({
            inbound: {
              execute: (input, next) =>
                info.activityType === 'recordPromotion'
                  ? Promise.reject(ApplicationFailure.nonRetryable('the ledger refuses it'))
                  : next(input),
            },
          }),
        ],
      },
    });
    try {
      const request = { release: 'v2.0.1', environment: 'staging', timeScale: 1 };
      const played = await play(temporal.client, queue, request, 'rollout/unrecorded');
      const ended = await played.finish();
      assert.equal(outcomeOf(ended), 'succeeded');
      assert.match(JSON.stringify(ended), /its pass could not be recorded .*the ledger refuses it/);
      const { state, notices } = await played.status();
      assert.equal(state, 'succeeded');
      assert.match(notices.join('\n'), /its pass could not be recorded/);
    } finally {
      await refusing.stop();
    }
  });

  it('a forged pass is refused', async () => {
    // Whoever may write to the ledger, but has no key of a worker.
    const forger = await openGitLedger({ repository: enterprise.ledger });
    const [genuine] = await forger.readPromotions('staging');
    const dry = await roll({ release: 'v2.0.2', environment: 'production', dryRun: true });
    assert.equal(outcomeOf(await dry.finish()), 'succeeded');
    const { releaseDigest, commit } = await dry.status();
    assert.ok(genuine !== undefined && releaseDigest !== null && commit !== null);
    await forger.writePromotion({ ...genuine, releaseDigest, commit });
    const refused = JSON.stringify(await end('production', 'v2.0.2'));
    assert.match(refused, /no such record that can be trusted/);
  });

  it('an override needs a reason, and the report shouts it', async () => {
    const overridePromotion = 'staging burnt down';
    const rollout = await roll({ release: 'v2.0.2', environment: 'production', overridePromotion });
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const shout = /PROMOTION OVERRIDDEN \(staging burnt down\)/;
    assert.match((await rollout.status()).warnings.join(), shout);
    const { ledger } = enterprise;
    const report = await (await openGitLedger({ repository: ledger })).readReport(rollout.runId);
    assert.match(
      report['report.md'] ?? '',
      /\*\*WARNING: PROMOTION OVERRIDDEN \(staging burnt down\)/,
    );
    assert.ok((await reportOf(temporal.client, rollout.workflowId)) !== undefined);
  });

  it('what changed in environments/ since the pass is listed, and has a gate of its own', async () => {
    const more = (folder: string): Promise<void> =>
      edit(path.join(folder, 'environments/production.yaml'), (document) =>
        document.setIn(['variables', 'TRUNK_CHANNELS'], 4711),
      );
    await release('v2.0.3', [more], 'v2.0.1');
    await mergeRelease(enterprise, 'v2.0.3');
    // As CI does with each merge. Staging has nothing to write, so it says nothing of production's file.
    assert.equal(outcomeOf(await end('staging', 'v2.0.3')), 'succeeded');
    const rollout = await roll({ release: 'v2.0.3', environment: 'production' });
    const asked = await rollout.until('a gate', ({ awaiting }) => awaiting?.gate !== undefined);
    assert.equal(asked.awaiting?.gate, 'environment-change');
    assert.match(
      asked.awaiting?.what ?? '',
      /environments\/production\.yaml: .*TRUNK_CHANNELS.*4711/,
    );
    await decide(temporal.client, rollout.workflowId, { decision: 'reject', by: 'lee' });
    assert.equal(outcomeOf(await rollout.end()), 'rejected');
    assert.deepEqual(await journal(enterprise.url), []);
  });

  it('an emergency goes without the pass and says so; two people have to answer for it', async () => {
    const emergency = { emergency: true, reason: 'callers hear nothing' } as const;
    await release(
      'v2.0.4',
      [(folder) => appendFile(path.join(folder, 'policy.yaml'), '##')],
      'v2.0.3',
    );
    await mergeRelease(enterprise, 'v2.0.4');
    const alone = JSON.stringify(await end('production', 'v2.0.4', emergency));
    assert.match(alone, /an emergency needs signatures of two people/);
    const people = await Promise.all(['lee', 'kim'].map((who) => makePerson(enterprise.root, who)));
    await commitOperations(enterprise, {
      accepts: { production: 'tag' },
      people: Object.fromEntries(people.map(({ name, entry }) => [name, entry])),
    });
    const rollout = await roll({ release: 'v2.0.4', environment: 'production', ...emergency });
    const asked = await rollout.until('a gate', ({ awaiting }) => awaiting?.gate !== undefined);
    assert.equal(asked.awaiting?.gate, 'emergency');
    assert.match(asked.warnings.join(), /without a pass: production takes only releases/);
    const typed = { decision: 'approve', gate: 'emergency', by: 'lee' } as const;
    assert.equal((await decide(temporal.client, rollout.workflowId, typed)).opens, false);
    await decide(temporal.client, rollout.workflowId, { decision: 'reject', by: 'lee' });
    assert.equal(outcomeOf(await rollout.end()), 'rejected');
    assert.deepEqual(await journal(enterprise.url), []);
  });
});

/** Staging and production over the same orgs, neither of them simulated. */
async function makeReal(folder: string): Promise<void> {
  const environments = path.join(folder, 'environments');
  const production = path.join(environments, 'production.yaml');
  await edit(production, (document) => {
    document.setIn(['simulated'], false);
    document.setIn(['promotes_from'], 'staging');
  });
  const staging = parseDocument(await readFile(production, 'utf8'));
  staging.deleteIn(['promotes_from']);
  await writeFile(path.join(environments, 'staging.yaml'), staging.toString({ lineWidth: 0 }));
}

async function edit(
  file: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  change(document);
  await writeFile(file, document.toString({ lineWidth: 0 }));
}
