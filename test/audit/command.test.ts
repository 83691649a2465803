import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditEvent } from '../../src/audit/event.js';
import { run } from '../../src/cli/program.js';
import { recordingTerminal, type RecordingTerminal } from '../cli/recording-terminal.js';
import { sampleEvent } from './sample-event.js';

const KEY = '6f1d2c3b-0000-4000-8000-000000000001';
const OTHER = '6f1d2c3b-0000-4000-8000-000000000002';

const EVENTS: readonly AuditEvent[] = [
  sampleEvent({
    workflow: 'rollout/production/v2.1.0',
    activity: 'planOrgs',
    resource: 'a',
    time: '2026-03-02T09:00:00.000Z',
  }),
  sampleEvent({
    method: 'PATCH',
    status: 412,
    code: 'general.conflict',
    resource: 'b',
    time: '2026-03-02T09:00:01.000Z',
  }),
  sampleEvent({
    org: 'west',
    rollout: OTHER,
    status: null,
    failure: 'noAnswer',
    resource: 'c',
    time: '2026-03-02T09:00:02.000Z',
  }),
  sampleEvent({ org: 'west', status: 429, resource: 'd', time: '2026-03-02T10:00:00.000Z' }),
];

describe('rollcall audit', () => {
  let folder: string;
  let terminal: RecordingTerminal;
  let env: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-audit-'));
    env = { ROLLCALL_AUDIT: `file:${path.join(folder, 'audit.jsonl')}` };
    const lines = EVENTS.map((event) => `${JSON.stringify(event)}\n`);
    // Two workers; the order of files is not that of time.
    await writeFile(path.join(folder, 'audit.host-1.jsonl'), lines.slice(2).join(''));
    await writeFile(path.join(folder, 'audit.host-2.000001.jsonl'), lines.slice(0, 2).join(''));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => {
    terminal = recordingTerminal();
  });
  const audit = (...args: string[]): Promise<number> => run(['audit', ...args], { env, terminal });
  const resources = async (...args: string[]): Promise<string> => {
    assert.equal(await audit('--json', ...args), 0);
    const { events } = JSON.parse(terminal.lines.at(-1) ?? '') as { events: AuditEvent[] };
    return events.map(({ resource }) => resource).join('');
  };

  const filters: [string[], string][] = [
    [[], 'abcd'],
    [['--org', 'west'], 'cd'],
    [['--method', 'patch'], 'b'],
    [['--status', '4xx'], 'bd'],
    [['--status', '412'], 'b'],
    [['--status', 'noAnswer'], 'c'],
    [['--rollout', KEY], 'abd'],
    [['--rollout', 'rollout/production/v2.1.0'], 'abd'],
    [['--rollout', OTHER], 'c'],
    [['--rollout', 'org/guide/east'], 'bcd'],
    [['--from', '2026-03-02T09:00:01Z', '--to', '2026-03-02T10:00:00Z'], 'bc'],
    [['--org', 'west', '--status', '4xx'], 'd'],
    [['--org', 'north'], ''],
  ];
  for (const [args, expected] of filters)
    it(`filters by ${args.join(' ') || 'nothing'}`, async () => {
      assert.equal(await resources(...args), expected);
    });

  it('prints a table for people', async () => {
    assert.equal(await audit(), 0);
    const [head, , second] = terminal.lines;
    assert.match(head ?? '', /^time +org +call +status +attempt +left +ms +activity/);
    assert.match(
      second ?? '',
      /east +PATCH \/api\/v2\/routing\/queues\/b +412 general\.conflict +1 +299\/300 +12/,
    );
    assert.equal(
      terminal.lines.at(-1),
      '4 call(s) to 2 org(s): 1 × 200, 1 × 412, 1 × 429, 1 × noAnswer',
    );
  });

  it('reads a file that a standard output was kept in', async () => {
    const file = path.join(folder, 'worker.log');
    await writeFile(file, `{"level":"info"}\n${JSON.stringify(EVENTS[3])}\n`);
    assert.equal(await resources('--file', file), 'd');
  });

  it('says what is missing', async () => {
    assert.equal(await run(['audit'], { env: {}, terminal }), 2);
    assert.match(terminal.errors.at(-1) ?? '', /ROLLCALL_AUDIT is off.*--file/);
    assert.equal(await audit('--file', path.join(folder, 'none', 'x')), 1);
    assert.match(terminal.errors.at(-1) ?? '', /cannot be read \(ENOENT\)/);
    assert.equal(await audit('--status', '9999'), 2);
  });
});
