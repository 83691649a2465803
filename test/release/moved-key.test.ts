import assert from 'node:assert/strict';

import { renderOrg } from '../../src/domain/template.js';
import { assertOnly, edited, findingsOf, releaseOf } from './fixture.js';
import type { Changes } from './fixture.js';

const file = 'components/routing.yaml';

function movedFrom(list: string): Changes {
  return edited(
    file,
    'template: templates/main.yaml }',
    `template: templates/main.yaml,\n      moved_from: ${list} }`,
  );
}

describe('moved_from', () => {
  it('gives rendered resources their former keys', () => {
    const release = releaseOf(movedFrom('[first, shared/queue/second]'));
    const environment = release.environments['test'];
    assert.ok(environment);
    const { resources } = renderOrg({ release, environment, org: 'sub_1' });
    assert.deepEqual(
      resources.map(({ key, movedFrom }) => [key, movedFrom]),
      [
        ['region/queue/main', ['region/queue/first', 'shared/queue/second']],
        ['region/strategy/routing', undefined],
      ],
    );
  });

  it('cannot name what is still there, another kind, or what another resource claims', () => {
    const path = 'resources[0].moved_from[0]';
    const where = { file, line: 3, path };
    for (const old of ['main', 'shared/queue/support'])
      assertOnly(findingsOf(movedFrom(`[${old}]`)), { ...where, message: /still declared/ });
    assertOnly(findingsOf(movedFrom('[region/trunk/main]')), { ...where, message: /no queue/ });
    assertOnly(findingsOf(movedFrom('[old, old]')), {
      ...where,
      path: 'resources[0].moved_from[1]',
      message: /claimed by queue\/main/,
    });
    assertOnly(findingsOf(movedFrom('[queue/old]')), { ...where, message: /group\/kind\/name/ });
  });
});
