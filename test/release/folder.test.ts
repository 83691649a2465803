import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../../src/cli/program.js';
import { maximumFiles } from '../../src/release/source-file.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { layOver, removeFolders, temporaryFolder } from './fixture.js';

describe('a configuration folder', () => {
  after(removeFolders);

  it('of too many files is refused before they are read', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'templates'));
    for (let index = 0; index <= maximumFiles; index += 1)
      writeFileSync(join(folder, `templates/${index}.yaml`), '');
    const terminal = recordingTerminal();
    assert.equal(await run(['validate', folder], { env: {}, terminal }), 2);
    assert.match(terminal.errors[0] ?? '', /more than 10000 files/);
  });

  it('is checked with its operations, which no release is made of', async () => {
    const folder = temporaryFolder();
    layOver(folder, []);
    const validated = async (): Promise<[number, string[], string]> => {
      const terminal = recordingTerminal();
      const code = await run(['validate', folder], { env: {}, terminal });
      return [code, terminal.errors, terminal.lines.join('\n')];
    };
    const [, , before] = await validated();
    const operations = join(folder, 'operations.yaml');
    writeFileSync(operations, 'stop_the_line: { by: dana, reason: incident }\n');
    assert.deepEqual(await validated(), [0, [], before]);
    writeFileSync(operations, 'held_back:\n  - { org: org_sub_042, reason: x }\n');
    const [code, said] = await validated();
    assert.equal(code, 2);
    assert.match(said[0] ?? '', /^operations\.yaml:2:.*held_back\[0\]\.org: unknown org/);
    writeFileSync(join(folder, 'policy.yaml'), 'nonsense: 1\n');
    writeFileSync(operations, 'nonsense: 1\n');
    const [, both] = await validated();
    assert.deepEqual(
      both.map((line) => line.split(':')[0]),
      ['operations.yaml', 'policy.yaml', '2 findings in 2 files'],
    );
    rmSync(operations);
    mkdirSync(operations);
    assert.match((await validated())[1][0] ?? '', /operations\.yaml: is not a regular file/);
  });

  it('shows what a terminal would obey, in one line', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'components'));
    writeFileSync(join(folder, 'components/a\n\u001b[2Jb.yaml'), '');
    const terminal = recordingTerminal();
    assert.equal(await run(['validate', folder], { env: {}, terminal }), 2);
    const text = terminal.errors.join('');
    assert.doesNotMatch(text, /\p{Cc}/u);
    assert.match(text, /components\/a\\u000a\\u001b\[2Jb\.yaml: is not read/);
  });
});
