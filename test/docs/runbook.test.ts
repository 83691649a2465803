import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../src/cli/program.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { OrgState, RolloutState } from '../../src/domain/rollout-status.js';
import { recordingTerminal } from '../cli/recording-terminal.js';

const TEXT = readFileSync(path.join(projectRoot, 'docs/runbook.md'), 'utf8');

/** The text below a heading, up to the next one of its level or above. */
function below(heading: string, text = TEXT): string {
  const level = heading.indexOf(' ');
  const [, rest] = text.split(`\n${heading}\n`);
  assert.ok(rest !== undefined, `there is no "${heading}"`);
  return rest.split(new RegExp(`\n#{1,${level}} `))[0] ?? '';
}

describe('docs/runbook.md', () => {
  for (const [chapter, states] of [
    ['## Every state of a rollout', Object.values(RolloutState)],
    ['## Every state of an org', Object.values(OrgState)],
  ] as const) {
    for (const state of states)
      it(`says of ${state} what it means, what it waits for and what to do (${chapter})`, () => {
        const section = below(`### \`${state}\``, below(chapter));
        for (const label of ['Means', 'Waits for', 'Do'])
          assert.match(section, new RegExp(`- \\*\\*${label}:\\*\\* \\S`), `${state}: ${label}`);
        assert.match(section, /```\n(rollcall|temporal) /, `${state} has a command`);
      });

    it(`names no state that is not there (${chapter})`, () => {
      const named = [...below(chapter).matchAll(/\n### `(\w+)`/g)].map(([, name]) => name);
      assert.deepEqual(new Set(named), new Set<string>(states));
    });
  }

  it('says why wherever it closes a window that is held, since nothing else counts', () => {
    const closing = [...TEXT.matchAll(/^.*approve.*\bclose\b.*$/gm)].map(([line]) => line);
    const commands = closing.filter((line) => /^(rollcall|temporal) /.test(line));
    assert.ok(commands.length > 2);
    for (const command of commands) assert.match(command, /--reason '|"reason":/, command);
  });

  it('prints commands of Rollcall that there are', async () => {
    const terminal = recordingTerminal();
    await run(['--help'], { terminal });
    const known = [...terminal.lines.join('\n').matchAll(/^ {2}([a-z-]+)/gm)].map(
      ([, name]) => name,
    );
    const chapters = [
      '## Every state of a rollout',
      '## Every state of an org',
      '## Stop the line',
    ];
    const named = chapters.flatMap((chapter) =>
      [...below(chapter).matchAll(/^rollcall ([a-z-]+)/gm)].map(([, name]) => name ?? ''),
    );
    assert.ok(named.length > 20);
    for (const name of named) assert.ok(known.includes(name), name);
  });
});
