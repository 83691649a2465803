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

  it('change elements that are there, one by one', () => {
    const targets = (patch: string): Changes =>
      withOverrides(`{ strategy/routing: { targets: ${patch} } }`);
    const support = '"[ref:shared~1queue~1support]"';
    const release = releaseOf(targets(`{ ${support}: { weight: 5 } }`));
    assert.ok(release.environments['test']);
    const place = (patch: string, path: string, message: RegExp): void =>
      assertOnly(findingsOf(targets(patch)), {
        file,
        line: 4,
        path: `overrides["strategy/routing"].targets${path}`,
        message,
      });
    place(
      `{ "[ref:queue~1mian]": null }`,
      '["[ref:queue~1mian]"]',
      /Did you mean "\[ref:queue~1main]"/,
    );
    place(`{ ${support}: 5 }`, '["[ref:shared~1queue~1support]"]', /object of its members/);
    place(`{ ${support}: null, x: 1 }`, '["[ref:shared~1queue~1support]"]', /name none/);
    const absent = findingsOf(withOverrides('{ queue/main: { a: 1, "[x]": { b: 1 } } }'));
    assertOnly(absent, {
      file,
      line: 4,
      path: 'overrides["queue/main"]["[x]"]',
      message: /no list here whose elements have ids/,
    });
  });

  it('say what is wrong in them where they stand, and once', () => {
    const unknown = withOverrides('\n  queue/main:\n    a: ["{{WEIHGT}}"]\n    b: null\n    c: 1');
    assertOnly(findingsOf(unknown), {
      file,
      line: 6,
      path: 'overrides["queue/main"].a[0]',
      message: /unknown variable {{WEIHGT}}\. Did you mean "WEIGHT"/,
    });
  });

  it('refer to what is there, and may be replaced by narrower ones', () => {
    const all = '{ queue/main: { next: { ref: queue/mian } } }';
    assertOnly(findingsOf(withOverrides(all)), {
      file,
      line: 4,
      path: 'overrides["queue/main"].next',
      message: /reference to nothing: "region\/queue\/mian"/,
    });
    assert.ok(releaseOf(withOverrides(all, '{}', '{ queue/main: { next: nobody } }')));
  });

  it('use variables, and hold no secret, but hosts and numbers of their environment', () => {
    const own = edited(file, 'WEIGHT: 90', 'WEIGHT: 90, MORE: 1')[file] ?? '';
    const using = {
      [file]: own.replace('groups:', 'overrides: { queue/main: { a: "{{MORE}}" } }\ngroups:'),
    };
    assert.ok(releaseOf(using));
    const foreign = own.replace(
      'groups: { region:',
      'overrides: { region/queue/main: { a: "{{MORE}}" } }\ngroups: { shared: { variables: { MORE: 2 } }, region:',
    );
    assertOnly(findingsOf({ [file]: foreign }), {
      file,
      line: 5,
      path: 'groups.shared.variables.MORE',
      message: /unused/,
    });
    assert.ok(
      releaseOf(withOverrides('{ queue/main: { host: sip.carrier.de, phone: "+4930123456" } }')),
    );
    const secret = findingsOf(
      withOverrides('{}', '{}', '{ queue/main: { x: { password: hunter2 } } }'),
    );
    assertOnly(secret, {
      file,
      line: 8,
      path: 'orgs.sub_1.overrides["queue/main"].x.password',
      message: /looks like a secret/,
    });
    assert.ok(!JSON.stringify(secret).includes('hunter2'));
  });
});
