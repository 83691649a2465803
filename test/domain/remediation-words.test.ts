import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { quoted, remediateCommand, shellWord } from '../../src/domain/remediation-words.js';

const ID = `rollout/production/it's "v2" $(id) \`id\``;

describe('commands as they are printed', () => {
  const asShellHears = (text: string): string =>
    execFileSync('sh', ['-c', `printf '%s|' ${text}`]).toString();

  it('reach a shell as they are meant, whatever people call a rollout', () => {
    for (const word of [quoted(ID), shellWord(ID)]) assert.equal(asShellHears(word), `${ID}|`);
    assert.equal(quoted('rollout/production/v2.1.0'), "'rollout/production/v2.1.0'");
    assert.equal(
      asShellHears(remediateCommand(ID, 'takeBack', 'org_1')),
      `rollcall|remediate|${ID}|--take-back|--org|org_1|`,
    );
  });
});
