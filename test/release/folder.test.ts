import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../../src/cli/program.js';
import { maximumFiles } from '../../src/release/source-file.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { removeFolders, temporaryFolder } from './fixture.js';

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
