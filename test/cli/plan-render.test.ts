import assert from 'node:assert/strict';
import { paletteFor } from '../../src/cli/render/palette.js';
import { planMarkdown } from '../../src/cli/render/plan/markdown.js';
import { planText } from '../../src/cli/render/plan/text.js';
import { shortened } from '../../src/cli/render/plan/values.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { change, samplePlan, sampleView, type SampleResource } from '../domain/sample-plans.js';

const plain = paletteFor({ colour: false });
const orgs = (count: number, resources: (at: number) => readonly SampleResource[]): OrgPlan[] =>
  Array.from({ length: count }, (_, at) => samplePlan(`na_${at}`, resources(at)));

const text = (
  view: Parameters<typeof planText>[0],
  { columns = 100, verbose = false } = {},
): string[] => planText(view, { palette: plain, columns, verbose });

describe('a plan in text', () => {
  it('names every weight on the way where it moves in steps', () => {
    const stepping = { ...change('/targets/[q]/weight', 90, 100), via: [90, 94, 98] };
    const plans = orgs(2, () => [{ key: 'strategy/main', changes: [stepping] }]);
    const line = '    ~ targets[q]/weight  90 -> 100 in steps, by way of 94, 98';
    assert.ok(text(sampleView(plans)).includes(line), text(sampleView(plans)).join('\n'));
    assert.match(planMarkdown(sampleView(plans)), /100 in steps, by way of 94, 98<\/code>/);
  });

  it('says how far weights may follow the agents, also those that the plan leaves, where anything is written', () => {
    const envelope = {
      stepCapPoints: 20,
      targets: [
        { queue: 'na/queue/q', weight: 70, min: 50, max: 90, agentsShare: 1 },
        { queue: 'na/queue/r', weight: 30, min: 10, max: 50, agentsShare: 1 },
      ],
    };
    const moving = change('/targets/[ref:na~1queue~1q]/weight', 50, 70);
    const written = orgs(2, () => [{ key: 'strategy/main', changes: [moving], envelope }]);
    const idle = [samplePlan('na_9', [{ key: 'strategy/main', envelope }])];
    const lines = text(sampleView([...written, ...idle]));
    const start = lines.findIndex((line) => line.includes('strategy/main'));
    assert.deepEqual(lines.slice(start, start + 3), [
      '~ strategy/main in na_0, na_1  ROUTING WEIGHTS',
      '    ~ targets[queue/q]/weight  50 -> 70 (by agents, 50–90, at most 20 a step)',
      '    ~ targets[queue/r]/weight  30 (by agents, 10–50, at most 20 a step)',
    ]);
    assert.match(planMarkdown(sampleView(written)), /50 -&#62; 70 \(by agents, 50–90/);
    assert.ok(!text(sampleView(idle)).some((line) => line.includes('by agents')));
  });

  it('has a line for each thing that a person has to know', () => {
    const plans = [
      samplePlan('na_001', [
        {
          key: 'strategy/main',
          changes: [change('/targets/[q]/weight', 40, 60)],
          held: [{ path: '/name', live: 'By hand', desired: 'Main', reason: 'conflict' }],
        },
        { key: 'queue/new', isNew: true, desired: { name: 'New', skill: 'sales' } },
        { key: 'queue/a', changes: [{ ...change('/skill', 'x', 'y'), unbased: true }] },
      ]),
      samplePlan('eu_001', [
        {
          key: 'strategy/main',
          changes: [change('/targets/[q]/weight', 30, 60), change('/old', 'x', undefined)],
        },
        { key: 'queue/a', held: [{ path: '/skill', live: 'z', desired: 'y', reason: 'kept' }] },
      ]),
      samplePlan('eu_002', [{ key: 'queue/a' }]),
    ];
    const view = sampleView(plans, {
      removed: [{ org: 'eu_001', key: 'eu/queue/gone' }],
      demands: (gate) => (gate === 'plan' ? ['needs an approval by lee'] : []),
    });
    assert.deepEqual(text(view), [
      'Plan for production: release v2.1.0, commit 0a1b2c3d',
      'release digest dddddddddddd, plan digest ffffffffffff',
      '',
      '! strategy/main in na_001, eu_001  ROUTING WEIGHTS',
      '    ~ targets[q]/weight  40 -> 60 in 1 org: na_001, 30 -> 60 in 1 org: eu_001',
      '    ! name  held at "By hand", release "Main" in 1 org: na_001',
      '    - old  was "x" in 1 org: eu_001',
      '+ queue/new in na_001',
      '    + name  "New"',
      '    + skill  "sales"',
      '? queue/a in na_001, eu_001',
      '    ? skill  "x" -> "y" (first contact) in 1 org: na_001',
      '    = skill  stays "z", release "y" in 1 org: eu_001',
      '- queue/gone in eu_001: no template declares it any more; it stays, unless policy prunes',
      '',
      '1 org with nothing to write: eu_002',
      '',
      'Waves',
      '  100 %  na_001, eu_001',
      '',
      '4 resources to write in 2 of 3 orgs: 1 added, 3 modified; 1 with edits that stay, 1 in conflict (policy: hold), 1 no longer declared, 1 unchanged',
      'Approval needed',
      "  first-contact  1 change that may overwrite a person's edit",
      '  plan           routing weights: 2 orgs, conflicts: 1 path held as live; needs an approval by lee',
    ]);
  });

  it('is loud about edits that policy writes over', () => {
    const view = sampleView(
      orgs(1, () => [{ key: 'queue/a', id: 'q', changes: [change('/skill', 'mine', 'new')] }]),
      { baseOf: () => ({ id: 'q', values: { '/skill': 'old' } }) },
    );
    assert.deepEqual(text(view).slice(3, 5), [
      '! queue/a in na_0',
      `    ! skill  "mine" -> "new" (overwrites a person's edit)`,
    ]);
  });

  it('makes a range or a number of many different values, and lists them when asked', () => {
    const view = sampleView(
      orgs(12, (at) => [
        {
          key: 'trunk/main',
          changes: [
            change('/settings/channels', 100 + at, 500),
            change('/description', `of ${at}`, `for ${at}`),
          ],
        },
      ]),
    );
    assert.deepEqual(text(view).slice(3, 6), [
      '~ trunk/main in 12 orgs (na)',
      '    ~ settings/channels  100..111 -> 500 (12 different; --verbose lists them)',
      '    ~ description  12 different values -> 12 different values (12 different; --verbose lists them)',
    ]);
    const all = text(view, { verbose: true });
    assert.equal(
      all[4],
      '    na_0, na_1, na_2, na_3, na_4, na_5, na_6, na_7, na_8, na_9, na_10, na_11',
    );
    assert.ok(all.includes('        "of 11" -> "for 11" in 1 org: na_11'));
  });

  it('shortens long values in the middle, as the width asks, but not what has to be approved', () => {
    const long = 'x'.repeat(300);
    const view = sampleView([
      samplePlan('na_1', [
        { key: 'queue/a', changes: [change('/description', 'short', `a${long}z`)] },
        { key: 'strategy/a', changes: [change('/targets/[q]/weight', 1, `b${long}y`)] },
      ]),
    ]);
    const lines = text(view, { columns: 80 });
    const line = lines.find((one) => one.includes('description')) ?? '';
    assert.ok(line.length <= 80, line);
    assert.match(line, /"short" -> "ax+…x+z"$/);
    assert.ok(lines.some((one) => one.endsWith(`1 -> "b${long}y"`)));
  });

  it('shows only the first paths of a new resource that needs no approval', () => {
    const desired = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`member${at}`, at]));
    const view = sampleView([samplePlan('na_1', [{ key: 'queue/a', isNew: true, desired }])]);
    assert.equal(text(view)[12], '    … 22 more paths (--verbose)');
    assert.ok(text(view, { verbose: true }).includes('    + member29  29'));
  });

  it('names the command for a rollout that waits, with its waves as drawn', () => {
    const rollout = { id: 'rollout/production/v2.1.0', key: 'k', gate: 'plan' };
    const plans = orgs(2, () => [{ key: 'queue/a', changes: [change('/skill', 'a', 'b')] }]);
    const lines = text(sampleView(plans, { rollout }));
    assert.equal(
      lines[0],
      'Plan for production: release v2.1.0, commit 0a1b2c3d, as recorded for rollout/production/v2.1.0',
    );
    assert.equal(
      lines.at(-1),
      'To decide: rollcall approve rollout/production/v2.1.0 --gate plan, or rollcall reject rollout/production/v2.1.0 --gate plan',
    );
  });

  it('colours by meaning where colours are shown', () => {
    const plans = orgs(1, () => [{ key: 'queue/a', isNew: true, desired: { name: 'A' } }]);
    const [, , , head] = planText(sampleView(plans), {
      palette: paletteFor({ colour: true }),
      columns: 100,
      verbose: false,
    });
    assert.equal(head, '\u001B[32m+\u001B[39m \u001B[1mqueue/a\u001B[22m in na_0');
  });
});

describe('a plan in Markdown', () => {
  it('shows text as it is written: no table, code, link, mention or HTML comes of it', () => {
    const nasty = '`a` | b <!-- c --> </details> @team [x](y) *z*\n# h';
    const view = sampleView([
      samplePlan('na_1', [{ key: 'queue/a', changes: [change('/description', 'a', nasty)] }]),
    ]);
    const row = planMarkdown(view)
      .split('\n')
      .find((line) => line.includes('description'));
    assert.equal(
      row,
      '| modified | <code>description</code> | <code>"a" -&#62; "&#96;a&#96; &#124; b &#60;&#33;-- c --&#62; &#60;/details&#62; &#64;team &#91;x&#93;(y) &#42;z&#42;&#92;n&#35; h"</code> |  |',
    );
  });

  it('is never above 65,000 characters, and says how much was cut', () => {
    const plans = [
      samplePlan(
        'na_1',
        Array.from({ length: 400 }, (_, at) => ({
          key: `queue/q${at}`,
          changes: [change('/description', 'x'.repeat(200), 'y'.repeat(200))],
        })),
      ),
    ];
    const markdown = planMarkdown(sampleView(plans));
    assert.ok(markdown.length <= 65_000, `${markdown.length}`);
    assert.ok(markdown.length > 60_000, `${markdown.length}`);
    assert.ok(markdown.startsWith('<!-- rollcall-plan:production -->\n'));
    assert.match(markdown, /_\d+ more resource\(s\), \d{4,} characters, are cut here/);
    assert.equal(markdown.match(/<details>/g)?.length, markdown.match(/<\/details>/g)?.length);
  });
});

describe('shortened', () => {
  it('keeps both ends', () => {
    assert.equal(shortened('abcdefghij', 5), 'ab…ij');
    assert.equal(shortened('abcde', 5), 'abcde');
  });
});
