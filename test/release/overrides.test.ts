import assert from 'node:assert/strict';

import type { JsonObject } from '../../src/domain/json.js';
import { renderOrg } from '../../src/domain/template.js';
import { assertOnly, edited, findingsOf, releaseOf } from './fixture.js';
import type { Changes } from './fixture.js';

const file = 'environments/test.yaml';

/** The sound environment with overrides for everybody (line 4 on), the group and the org. */
function withOverrides(all: string, group = '{}', org = '{}'): Changes {
  const [text = ''] = Object.values(
    edited(
      file,
      'groups: { region: { variables: { ENV_REGION: east } } }',
      `overrides: ${all}\ngroups: { region: { variables: { ENV_REGION: east }, overrides: ${group} } }`,
    ),
  );
  return {
    [file]:
      text?.replace(
        'variables: { WEIGHT: 100 }',
        `variables: { WEIGHT: 100 }, overrides: ${org}`,
      ) ?? '',
  };
}

function mainOf(changes: Changes): JsonObject | undefined {
  const release = releaseOf(changes);
  const environment = release.environments['test'];
  assert.ok(environment);
  const { resources } = renderOrg({ release, environment, org: 'sub_1' });
  return resources.find(({ key }) => key === 'region/queue/main')?.body;
}

describe('overrides of an environment', () => {
  it('give way to those of the group, and these to those of the org', () => {
    const all = '{ queue/main: { a: all, b: all, c: all } }';
    const group = '{ region/queue/main: { b: group, c: group } }';
    const org = '{ queue/main: { c: "{{WEIGHT}}", description: null } }';
    assert.deepEqual(mainOf(withOverrides(all, group, org)), {
      name: 'Main',
      a: 'all',
      b: 'group',
      c: 100,
    });
    assert.equal(mainOf({})?.['description'], 'east first');
  });

  it('leave the release digest as it is', () => {
    const changed = releaseOf(withOverrides('{ queue/main: { a: 1 } }'));
    assert.equal(changed.digest, releaseOf().digest);
    assert.notEqual(changed.environmentFilesDigest, releaseOf().environmentFilesDigest);
  });

  it('name resources that are there', () => {
    const place = 'overrides["queue/mian"]';
    assertOnly(findingsOf(withOverrides('\n  queue/mian: { a: 1 }')), {
      file,
      line: 5,
      path: place,
      message: /no resource "queue\/mian".*"queue\/main"/,
    });
    const foreign = findingsOf(withOverrides('{}', '{ shared/queue/support: { a: 1 } }'));
    assertOnly(foreign, {
      file,
      line: 5,
      path: 'groups.region.overrides["shared/queue/support"]',
      message: /no resource/,
    });
    const [own] = findingsOf(withOverrides('{}', '{}', '{ queue/support: { a: 1 } }'));
    assert.equal(own?.path, 'orgs.sub_1.overrides["queue/support"]');
    const [none] = findingsOf(withOverrides('{ main: { a: 1 } }'));
    assert.match(none?.message ?? '', /kind\/name/);
  });

  it('change something', () => {
    const nothing = '{ queue/main: { name: Main, gone: null } }';
    const message = /changes nothing/;
    assertOnly(findingsOf(withOverrides(nothing)), {
      file,
      line: 4,
      path: 'overrides["queue/main"]',
      message,
    });
    const [again] = findingsOf(
      withOverrides('{ queue/main: { a: 1 } }', '{}', '{ queue/main: { a: 1 } }'),
    );
    assert.equal(again?.path, 'orgs.sub_1.overrides["queue/main"]');
    assert.match(findingsOf(withOverrides('{ queue/main: {} }'))[0]?.message ?? '', /something/);
    assert.match(findingsOf(withOverrides('{ queue/main: 3 }'))[0]?.message ?? '', /object/);
  });
});
