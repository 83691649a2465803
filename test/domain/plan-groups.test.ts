import assert from 'node:assert/strict';
import { groupChanges, type ResourceGroup } from '../../src/domain/plan-groups.js';
import { change, groupOf, samplePlan, type SampleResource } from './sample-plans.js';

const grouped = (
  orgs: Readonly<Record<string, readonly SampleResource[]>>,
  keyOfId: (org: string, id: string) => string | undefined = () => undefined,
): ResourceGroup[] =>
  groupChanges({
    plans: Object.entries(orgs).map(([org, resources]) => samplePlan(org, resources)),
    removed: [],
    groupOf,
    keyOfId,
  });

describe('groupChanges', () => {
  it('makes one entry of what is alike in orgs of several groups, by keys in the place of their ids', () => {
    const weight = (org: string): SampleResource => ({
      key: 'strategy/main',
      changes: [change(`/targets/[queue-of-${org}]/weight`, 40, 60)],
    });
    const [entry, ...others] = grouped(
      { na_1: [weight('na_1')], eu_1: [weight('eu_1')], eu_2: [weight('eu_2')] },
      (org, id) => (id === `queue-of-${org}` ? `${groupOf(org)}/queue/main` : undefined),
    );
    assert.equal(others.length, 0);
    assert.deepEqual(entry, {
      action: 'modified',
      kind: 'strategy',
      name: 'main',
      component: 'regional',
      orgs: ['na_1', 'eu_1', 'eu_2'],
      groups: [
        { group: 'na', orgs: 1 },
        { group: 'eu', orgs: 2 },
      ],
      sensitive: ['routing_weights'],
      paths: [
        {
          action: 'modified',
          firstContact: false,
          overwrites: false,
          path: 'targets[queue/main]/weight',
          orgs: ['na_1', 'eu_1', 'eu_2'],
          variants: [{ from: 40, to: 60, orgs: ['na_1', 'eu_1', 'eu_2'] }],
        },
      ],
    });
  });

  it('keeps apart what differs, with what most orgs have first', () => {
    const skill = (to: string): SampleResource[] => [
      { key: 'queue/main', changes: [change('/skill', 'a', to)] },
    ];
    const [entry] = grouped({ na_1: skill('b'), na_2: skill('c'), na_3: skill('c') });
    assert.deepEqual(entry?.paths[0]?.variants, [
      { from: 'a', to: 'c', orgs: ['na_2', 'na_3'] },
      { from: 'a', to: 'b', orgs: ['na_1'] },
    ]);
  });

  it('does not mind the order of members, and leaves out what stays as it is', () => {
    const settings = (to: Record<string, number>): SampleResource[] => [
      { key: 'queue/main', changes: [change('/settings', null, [to])] },
      { key: 'queue/other' },
    ];
    const entries = grouped({ na_1: settings({ a: 1, b: 2 }), na_2: settings({ b: 2, a: 1 }) });
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.paths[0]?.variants.length, 1);
  });

  it('shows a block that is new, or gone, as one thing under its label', () => {
    const block = {
      id: 'block_9',
      type: 'PlayPrompt',
      label: 'Notice',
      properties: { seconds: 6 },
    };
    const [entry] = grouped({
      na_1: [
        {
          key: 'flow/ivr',
          desired: { blocks: [block] },
          changes: [
            change('/blocks/[block_7]/id', 'block_7', undefined),
            change('/blocks/[block_7]/label', 'Old notice', undefined),
            change('/blocks/[block_8]/label', 'Hello', 'Welcome'),
            change('/blocks/[block_9]/id', undefined, 'block_9'),
            change('/blocks/[block_9]/label', undefined, 'Notice'),
            change('/blocks/[block_9]/properties/seconds', undefined, 6),
            change('/blocks/[block_9]/type', undefined, 'PlayPrompt'),
          ],
        },
      ],
    });
    assert.deepEqual(
      entry?.paths.map(({ action, path, variants: [first] }) => [
        action,
        path,
        first?.from,
        first?.to,
      ]),
      [
        ['removed', 'blocks[block_7 "Old notice"]', {}, undefined],
        ['modified', 'blocks[block_8]/label', 'Hello', 'Welcome'],
        [
          'added',
          'blocks[block_9 "Notice"]',
          undefined,
          { type: 'PlayPrompt', properties: { seconds: 6 } },
        ],
      ],
    );
  });

  it('never shows a secret', () => {
    const entries = grouped({
      na_1: [
        {
          key: 'trunk/main',
          changes: [
            change('/settings/sipPassword', 'hunter2', 'hunter3'),
            change('/settings/auth', { realm: 'a', client_secret: 'hunter4' }, undefined),
          ],
        },
        { key: 'trunk/new', isNew: true, desired: { name: 'x', apiKey: 'hunter5' } },
      ],
    });
    assert.doesNotMatch(JSON.stringify(entries), /hunter/);
    assert.deepEqual(entries.find(({ name }) => name === 'main')?.paths[0]?.variants, [
      { from: '(secret)', to: '(secret)', orgs: ['na_1'] },
    ]);
  });

  it('puts what has to be approved first, and what no template declares last', () => {
    const entries = groupChanges({
      plans: [
        samplePlan('na_1', [
          { key: 'queue/a', changes: [change('/skill', 'a', 'b')] },
          { key: 'strategy/z', changes: [change('/targets/[q]/weight', 1, 2)] },
        ]),
      ],
      removed: [{ org: 'na_1', key: 'na/queue/gone' }],
      groupOf,
      keyOfId: () => undefined,
    });
    assert.deepEqual(
      entries.map(({ action, kind, name }) => `${action} ${kind}/${name}`),
      ['modified strategy/z', 'modified queue/a', 'removed queue/gone'],
    );
  });

  it('tells an edit that is written over from a value that Rollcall wrote', () => {
    const entries = groupChanges({
      plans: [
        samplePlan('na_1', [{ key: 'queue/a', id: 'q', changes: [change('/skill', 'mine', 'c')] }]),
        samplePlan('na_2', [{ key: 'queue/a', id: 'q', changes: [change('/skill', 'a', 'c')] }]),
      ],
      removed: [],
      groupOf,
      keyOfId: () => undefined,
      baseOf: () => ({ id: 'q', values: { '/skill': 'a' } }),
    });
    assert.deepEqual(
      entries[0]?.paths.map(({ overwrites, orgs }) => [overwrites, orgs]),
      [
        [true, ['na_1']],
        [false, ['na_2']],
      ],
    );
  });

  it('marks as first contact what overwrites a value of unknown origin, not what adds one', () => {
    const [entry] = grouped({
      na_1: [
        {
          key: 'queue/a',
          changes: [
            { ...change('/skill', 'a', 'b'), unbased: true },
            { ...change('/wait', undefined, 'b'), unbased: true },
          ],
        },
      ],
    });
    assert.deepEqual(
      entry?.paths.map(({ path, firstContact }) => [path, firstContact]),
      [
        ['skill', true],
        ['wait', false],
      ],
    );
  });
});
