import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { run } from '../../../src/cli/program.js';
import type { Finding } from '../../../src/domain/release-model.js';
import { recordingTerminal } from '../../cli/recording-terminal.js';
import { projectRoot, removeFolders } from '../fixture.js';
import type { MalformedCase } from './case.js';
import { generatedCases } from './generated.js';
import { meaningCases } from './hand-picked-meaning.js';
import { syntaxCases } from './hand-picked-syntax.js';
import { MalformedRepository } from './repository.js';

const handPicked = [...syntaxCases, ...meaningCases];

/** Asserts that some finding is where something is wrong, and that all is said without a stack. */
function assertSaid(
  { file, lines, says = /./ }: MalformedCase,
  findings: readonly Finding[],
  text: string,
): void {
  const said = findings.some(
    (finding) =>
      finding.file === file &&
      says.test(finding.message) &&
      (lines === null
        ? finding.line === null
        : finding.line !== null && finding.line >= lines[0] && finding.line <= lines[1]),
  );
  assert.ok(said, `expected ${file}:${lines?.join('-')} ${says}, got\n${text}`);
  assert.doesNotMatch(text, /^\s+at /m);
  assert.doesNotMatch(text, /hunter2/, 'a secret is not repeated');
}

describe('a malformed repository', function () {
  this.timeout(60_000);
  let repository: MalformedRepository;

  before(() => {
    repository = new MalformedRepository();
  });
  after(removeFolders);

  const check = (one: MalformedCase): Promise<void> =>
    repository.during(one.changes, async () => {
      const terminal = recordingTerminal();
      const code = await run(['validate', repository.root, '--json'], { env: {}, terminal });
      const text = terminal.errors.join('\n');
      assert.equal(code, 2, text);
      const { findings } = JSON.parse(terminal.lines.at(-1) ?? '') as { findings: Finding[] };
      assertSaid(one, findings, text);
      assert.equal(terminal.errors.length, findings.length + 1, 'a line each, and the count');
      assert.match(terminal.errors.at(-1) ?? '', /^\d+ findings? in \d+ files?$/);
    });

  it('there are more than a hundred, by hand and generated, no two the same', () => {
    const all = [...handPicked, ...generatedCases];
    assert.ok(handPicked.length >= 100 && generatedCases.length >= 100, `${all.length}`);
    assert.equal(new Set(all.map(({ what }) => what)).size, all.length);
  });

  for (const one of handPicked) it(one.what, () => check(one));
  for (const one of generatedCases) it(`generated: ${one.what}`, () => check(one));

  it('is sound between the cases', async () => {
    const terminal = recordingTerminal();
    assert.equal(await run(['validate', repository.root], { env: {}, terminal }), 0);
    assert.deepEqual(terminal.errors, []);
  });

  const throughTheBinary = [handPicked[0], handPicked.at(-1), generatedCases[0]];
  for (const one of throughTheBinary as MalformedCase[])
    it(`through the command: ${one.what}`, () =>
      repository.during(one.changes, async () => {
        const command = [join(projectRoot, 'bin/rollcall.js'), 'validate', repository.root];
        const { status, stderr, stdout } = spawnSync(process.execPath, command, {
          encoding: 'utf8',
        });
        assert.equal(status, 2, stderr);
        assert.doesNotMatch(stderr + stdout, /^\s+at /m);
        const [first = ''] = one.lines ?? [];
        assert.ok(stderr.split('\n').some((line) => line.startsWith(`${one.file}:${first}`)));
      }));
});
