import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { editByHand, setMadeUpStage, type MadeUpStage } from './made-up.js';

const PLAN = ['plan', '--environment', 'production'];

interface PlanJson {
  readonly release: string;
  readonly commit: string;
  readonly planDigest: string;
  readonly workingTree: boolean;
  readonly writes: number;
  readonly counts: Record<string, number>;
  readonly changes: {
    action: string;
    kind: string;
    name: string;
    orgs: string[];
    paths: { action: string; firstContact: boolean; path: string; orgs: string[] }[];
  }[];
  readonly orgs: { org: string; writes: number }[];
  readonly approvals: { gate: string; reasons: string[] }[];
}

describe('rollcall plan', () => {
  describe('of one weight in 60 orgs', () => {
    let stage: MadeUpStage;
    before(async () => {
      stage = await setMadeUpStage({ subs: { na_east: 20, eu_central: 40 } });
      await stage.adopt('v1');
      await stage.release('v2', { weight: 90 });
    });
    after(() => stage.stop());

    it('is at most 25 lines: path, old -> new, who goes first, what has to be approved', async () => {
      const { lines, errors, exitCode } = await stage.rollcall(PLAN);
      assert.equal(exitCode, 0);
      assert.deepEqual(errors, []);
      assert.ok(lines.length <= 25, `${lines.length} lines`);
      assert.match(lines[0] ?? '', /^Plan for production: release v2, commit [0-9a-f]{8}$/);
      assert.match(lines[1] ?? '', /^release digest [0-9a-f]{12}, plan digest [0-9a-f]{12}$/);
      assert.deepEqual(lines.slice(2), [
        '',
        '~ strategy/strategy_1 in 60 orgs (na_east 20, eu_central 40)  ROUTING WEIGHTS',
        '    ~ targets[queue/queue_1]/weight  100 -> 90',
        '',
        '1 org with nothing to write: org_hub',
        '',
        'Waves',
        '  10 %   6 orgs, drawn when the rollout starts',
        '  50 %   24 orgs, drawn when the rollout starts, after gate expand-50',
        '  100 %  30 orgs, drawn when the rollout starts, after gate expand-100',
        '',
        'Judging: drawn from 60 orgs within region × carrier × volume, watched up to 75 min each',
        '  ! 10 %, 50 %, 100 %: the calls of its orgs could not be read',
        '  ! 100 %: no org is left to compare with',
        '',
        '60 resources to write in 60 of 61 orgs: 0 added, 60 modified; 241 unchanged',
        'Approval needed',
        '  plan                   routing weights: 60 orgs',
        '  expand-50, expand-100  policy asks for every expansion',
      ]);
    });

    it('writes nothing: neither to the ledger nor to an org', async () => {
      const before = await stage.traces();
      for (const more of [[], ['--json'], ['--markdown'], ['--working-tree'], ['--verbose']])
        assert.equal((await stage.rollcall([...PLAN, ...more])).exitCode, 0);
      assert.equal(await stage.traces(), before);
    });

    it('exits 10 where something is to be written and that was asked', async () => {
      const asked = [...PLAN, '--detailed-exit-code'];
      assert.equal((await stage.rollcall(asked)).exitCode, 10);
      assert.equal((await stage.rollcall([...asked, '--release', 'v1'])).exitCode, 0);
    });

    it('of the release that all are on is three lines', async () => {
      const { lines } = await stage.rollcall([...PLAN, '--release', 'v1']);
      assert.deepEqual(lines.slice(2), [
        '',
        '61 orgs with nothing to write',
        '',
        'Nothing to write in 61 orgs: 301 unchanged',
      ]);
    });

    it('reads a ledger that is elsewhere', async () => {
      const here = await stage.rollcall(PLAN);
      const env = { ROLLCALL_LEDGER: pathToFileURL(stage.ledger).href };
      const { lines, errors, exitCode } = await stage.rollcall(PLAN, env);
      assert.deepEqual(errors, []);
      assert.equal(exitCode, 0);
      assert.deepEqual(lines, here.lines);
    });

    it('shows nobody the password of a ledger that does not answer', async () => {
      const env = { ROLLCALL_LEDGER: 'https://me:can@ary@127.0.0.1:1/ledger.git' };
      const { lines, errors, exitCode } = await stage.rollcall(PLAN, env);
      assert.equal(exitCode, 1);
      assert.match(errors.join('\n'), /ledger https:\/\/127\.0\.0\.1:1\/ledger\.git/);
      assert.doesNotMatch([...lines, ...errors].join('\n'), /ary/);
    });

    it('tells machines everything in one object as the last line', async () => {
      const { lines } = await stage.rollcall([...PLAN, '--json', '--only', 'na_east']);
      const plan = JSON.parse(lines.at(-1) ?? '') as PlanJson;
      assert.deepEqual(Object.keys(plan), [
        'release',
        'commit',
        'releaseDigest',
        'planDigest',
        'environment',
        'workingTree',
        'rollout',
        'writes',
        'counts',
        'sensitive',
        'changes',
        'orgs',
        'waves',
        'experiment',
        'approvals',
      ]);
      assert.equal(plan.writes, 20);
      assert.equal(plan.orgs.length, 20);
      assert.deepEqual(plan.changes[0]?.paths, [
        {
          action: 'modified',
          firstContact: false,
          overwrites: false,
          path: 'targets[queue/queue_1]/weight',
          orgs: plan.orgs.map(({ org }) => org),
          variants: [{ from: 100, to: 90, orgs: plan.orgs.map(({ org }) => org) }],
        },
      ]);
      assert.deepEqual(plan.approvals[0], {
        gate: 'plan',
        reasons: ['routing weights: 20 orgs'],
        demands: [],
      });
    });

    it('is a comment that CI finds again, with the changes folded', async () => {
      const file = path.join(stage.folder, 'comment.md');
      const { lines, errors } = await stage.rollcall([...PLAN, '--markdown', '--out', file]);
      assert.deepEqual(lines, []);
      assert.match(errors[0] ?? '', /^60 resources to write in 60 of 61 orgs.*; written to /);
      const comment = await readFile(file, 'utf8');
      assert.ok(comment.startsWith('<!-- rollcall-plan:production -->\n### Plan for production'));
      assert.match(comment, /<details>\n<summary>Changes \(1\)<\/summary>/);
      assert.match(comment, /100 -&#62; 90/);
    });

    it('says which name is no group and no org, and exits 2', async () => {
      const { errors, exitCode } = await stage.rollcall([...PLAN, '--only', 'na_eest']);
      assert.equal(exitCode, 2);
      assert.deepEqual(errors, [
        'input: only: "na_eest" is neither a group nor an org of production. Did you mean "na_east"?',
      ]);
    });

    it('says where nobody is left, and exits 2', async () => {
      const nobody = ['--only', 'na_east', '--except', 'na_east'];
      const { errors, exitCode } = await stage.rollcall([...PLAN, ...nobody]);
      assert.equal(exitCode, 2);
      assert.match(errors.join(), /^input: except: leaves no org of production/);
    });
  });

  describe('of a fleet that people call', () => {
    let stage: MadeUpStage;
    before(async () => {
      stage = await setMadeUpStage({ subs: { na_east: 12, eu_central: 12 }, callers: true });
      await stage.adopt('v1');
      await stage.release('v2', { weight: 90, policy: { holdout: { percent: 10 } } });
    });
    after(() => stage.stop());

    it('says how long each wave is watched to see what, and which one cannot be judged', async () => {
      const { lines, errors, exitCode } = await stage.rollcall(PLAN);
      assert.equal(exitCode, 0, errors.join('\n'));
      const at = lines.findIndex((line) => line.startsWith('Judging: '));
      assert.match(lines[at] ?? '', /^Judging: drawn from 24 orgs within region/);
      assert.match(
        lines[at + 1] ?? '',
        /^ {2}found in 4 of 5 cases +compared with +calls\/h +\+15 % +\+50 % +\+100 % +\+10 s +\+20 s +−5 points +passes$/,
      );
      const time = '(\\d+ min|[\\d.]+ h|> 24 h)';
      const row = new RegExp(
        `^  10 % +3 with 21 controls, [\\d,]+ ways +[\\d,]+ +${Array(7).fill(time).join(' +')}$`,
      );
      assert.match(lines[at + 2] ?? '', row);
      assert.match(lines[at + 4] ?? '', /^ {2}100 % +\d+ with 3 controls/);
      assert.match(lines[at + 5] ?? '', /^ {2}holdout +3 with own past +[\d,]+( +never){6}/);
      assert.match(lines.join('\n'), /! holdout: no org is left to compare with, nor can earlier/);
    });

    it('has the table in JSON and in a comment', async () => {
      const { lines } = await stage.rollcall([...PLAN, '--json']);
      const plan = JSON.parse(lines.at(-1) ?? '') as {
        waves: { outlook: { controls: number; draws: number } }[];
        experiment: { seed: string | null; candidates: { stratum: string }[]; refusal: null };
      };
      assert.equal(plan.experiment.candidates.length, 24);
      assert.equal(plan.experiment.seed, null);
      assert.equal(plan.waves[0]?.outlook.controls, 21);
      const comment = (await stage.rollcall([...PLAN, '--markdown'])).lines.join('\n');
      assert.match(comment, /<summary>Judging \(\d to know before\): drawn from 24 orgs/);
      assert.match(comment, /\| found in 4 of 5 cases \| compared with \|/);
    });
  });

  describe('of a fleet that people work in', () => {
    let stage: MadeUpStage;
    const lines = async (): Promise<string[]> => {
      const { lines: shown, errors, exitCode } = await stage.rollcall(PLAN);
      assert.equal(exitCode, 0, errors.join('\n'));
      return shown;
    };

    before(async () => {
      stage = await setMadeUpStage();
    });
    after(() => stage.stop());

    it('says which references lead nowhere, and exits 1', async () => {
      const strategy = { org: 'eu_central_001', kind: 'strategy', name: 'Strategy 1' };
      await editByHand(stage, { ...strategy, patch: { settings: { enabled: false } } });
      const { errors, exitCode } = await stage.rollcall(PLAN);
      assert.equal(exitCode, 1);
      assert.equal(errors.length, 1);
      assert.match(
        errors[0] ?? '',
        /refers to eu_central\/strategy\/strategy_1, which is switched off/,
      );
      await editByHand(stage, { ...strategy, patch: { settings: { enabled: true } } });
    });

    it('marks what may be a person’s edit as first contact, and asks for an approval', async () => {
      const subs = { org: 'na_east_001', kind: 'queue', name: 'Queue 1' };
      await editByHand(stage, { ...subs, patch: { skill: 'billing' } });
      const shown = await lines();
      assert.deepEqual(shown.slice(3, 5), [
        '? queue/queue_1 in na_east_001',
        '    ? skill  "billing" -> "skill_1" (first contact)',
      ]);
      assert.ok(
        shown.includes("  first-contact  1 change that may overwrite a person's edit"),
        shown.join('\n'),
      );
      await editByHand(stage, { ...subs, patch: { skill: 'skill_1' } });
    });

    it('lists edits that stay, conflicts with what policy does, and what no template declares', async () => {
      await stage.adopt('v1');
      const queue = { org: 'na_east_002', kind: 'queue', name: 'Queue 1' };
      await editByHand(stage, { ...queue, patch: { skill: 'billing' } });
      const other = { ...queue, org: 'eu_central_001' };
      await editByHand(stage, { ...other, patch: { description: 'Do not touch' } });
      await stage.release('v3', { trunks: 0 });
      const shown = await lines();
      assert.deepEqual(shown.slice(3, 7), [
        '= queue/queue_1 in na_east_002, eu_central_001',
        '    = skill  stays "billing", release "skill_1" in 1 org: na_east_002',
        '    = description  stays "Do not touch", release "Callers of eu_central_001" in 1 org: eu_central_001',
        '- trunk/trunk_1 in 5 orgs (na_east 2, eu_central 3): no template declares it any more; it stays, unless policy prunes',
      ]);
      assert.equal(
        shown.find((line) => line.startsWith('Nothing to write')),
        'Nothing to write in 6 orgs: 2 with edits that stay, 5 no longer declared, 19 unchanged',
      );
    });
  });

  describe('of what cannot be rolled out', () => {
    let stage: MadeUpStage;
    let template: string;
    before(async () => {
      stage = await setMadeUpStage();
      await stage.adopt('v1');
      template = path.join(stage.repository, 'config/templates/region/trunk_1.json');
    });
    after(() => stage.stop());

    it('shows the working tree, and says of HEAD what it is without', async () => {
      const text = await readFile(template, 'utf8');
      await writeFile(template, text.replace('200', '250'));
      const head = await stage.rollcall(PLAN);
      assert.match(head.errors[0] ?? '', /changes that are not committed.*--working-tree/);
      assert.match(head.lines.at(-1) ?? '', /^Nothing to write/);
      const tree = await stage.rollcall([...PLAN, '--working-tree']);
      assert.equal(tree.lines[0], 'Plan for production: the working tree');
      assert.ok(tree.lines.includes('    ~ settings/channels  200 -> 250'));
      assert.match(tree.lines.at(-1) ?? '', /it can be planned, never rolled out/);
      const json = await stage.rollcall([...PLAN, '--working-tree', '--json']);
      const plan = JSON.parse(json.lines.at(-1) ?? '') as PlanJson;
      assert.equal(plan.commit, 'working-tree');
      assert.equal(plan.workingTree, true);
      await writeFile(template, text);
    });

    it('says where no operations.yaml applies', async () => {
      const env = { ROLLCALL_PROTECTED_BRANCH: 'trunk' };
      const { errors, exitCode } = await stage.rollcall(PLAN, env);
      assert.equal(exitCode, 0);
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? '', /no branch trunk \(ROLLCALL_PROTECTED_BRANCH\)/);
    });

    it('says what is wrong by file and line, and exits 2', async () => {
      const text = await readFile(template, 'utf8');
      await writeFile(template, text.replace('"Trunk 1"', '"{{NOBODY_DEFINES_IT}}"'));
      const { errors, lines, exitCode } = await stage.rollcall([...PLAN, '--working-tree']);
      assert.equal(exitCode, 2);
      assert.deepEqual(lines, []);
      assert.match(errors.join('\n'), /trunk_1\.json:2.*NOBODY_DEFINES_IT/);
      await writeFile(template, text);
    });

    it('names the refs that are close to one that is none, and exits 2', async () => {
      const { errors, exitCode } = await stage.rollcall([...PLAN, '--release', 'v11']);
      assert.equal(exitCode, 2);
      assert.match(errors[0] ?? '', /no ref or commit "v11".*Close to it: v1/);
    });

    const missing: readonly [string, RegExp, string?][] = [
      ['ROLLCALL_CONFIG_REPO', /^rollcall: ROLLCALL_CONFIG_REPO is not set/],
      ['ROLLCALL_LEDGER', /^rollcall: ROLLCALL_LEDGER is not set/],
      ['ROLLCALL_LEDGER', /Make it once with: rollcall ledger nowhere\.git$/, 'nowhere.git'],
      [
        'ROLLCALL_SECRETS_FILE',
        /no credentials file:production\/org_hub for org_hub and 5 more: set ROLLCALL_SECRETS_FILE/,
      ],
      ['ROLLCALL_SECRETS_FILE', /ROLLCALL_SECRETS_FILE names nowhere, which/, 'nowhere'],
    ];
    for (const [name, words, value = ''] of missing)
      it(`exits 2 with ${name}=${value}, and says what to do`, async () => {
        const { errors, exitCode } = await stage.rollcall(PLAN, { [name]: value });
        assert.equal(exitCode, 2);
        assert.equal(errors.length, 1);
        assert.match(errors[0] ?? '', words);
      });

    it('needs an environment that the release has', async () => {
      assert.equal((await stage.rollcall(['plan'])).exitCode, 2);
      const { errors, exitCode } = await stage.rollcall(['plan', '--environment', 'prod']);
      assert.equal(exitCode, 2);
      assert.match(errors[0] ?? '', /unknown environment "prod". Known: production/);
    });
  });

  describe('as recorded for a rollout', () => {
    let stage: MadeUpStage;
    before(async () => {
      stage = await setMadeUpStage();
      await stage.adopt('v1');
    });
    after(() => stage.stop());

    it('is what the ledger has under its key, whatever the orgs have by now', async () => {
      await stage.release('v2', { weight: 90 });
      await stage.record('v2', KEY);
      const now = await stage.rollcall([...PLAN, '--json']);
      await editByHand(stage, {
        org: 'na_east_001',
        kind: 'queue',
        name: 'Queue 1',
        patch: { skill: 'billing' },
      });
      const traces = await stage.traces();
      const recorded = await stage.rollcall(['plan', '--rollout', KEY, '--json']);
      assert.equal(recorded.exitCode, 0, recorded.errors.join('\n'));
      const [was, is] = [now, recorded].map(
        ({ lines }) => JSON.parse(lines.at(-1) ?? '') as PlanJson,
      );
      assert.equal(is?.planDigest, was?.planDigest);
      assert.deepEqual(is?.changes, was?.changes);
      assert.equal(await stage.traces(), traces);
      const { lines } = await stage.rollcall(['plan', '--rollout', KEY]);
      assert.match(lines[0] ?? '', new RegExp(`, as recorded for ${KEY}$`));
      // Its key has drawn the waves.
      assert.match(lines.find((line) => line.includes('10 %')) ?? '', /10 % {3}\w+_00\d$/);
    });

    it('is refused where the ledger has none', async () => {
      const other = KEY.replaceAll('1', '2');
      const { errors, exitCode } = await stage.rollcall(['plan', '--rollout', other]);
      assert.equal(exitCode, 1);
      assert.deepEqual(errors, [`rollcall: the ledger has no plan of rollout ${other}`]);
    });
  });
});

const KEY = '01a20977-a24e-7568-b52b-578618b21097';
