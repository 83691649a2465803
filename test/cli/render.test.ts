import assert from 'node:assert/strict';
import { changesBetween } from '../../src/cli/render/changes.js';
import { renderEnd, renderFinding, renderRemedy } from '../../src/cli/render/end.js';
import { LiveView } from '../../src/cli/render/live-view.js';
import { paletteFor } from '../../src/cli/render/palette.js';
import { renderStatus } from '../../src/cli/render/status.js';
import { bar, table } from '../../src/cli/render/table.js';
import { commandsFor } from '../../src/cli/render/words.js';
import { sampleStatus } from './sample-status.js';

const plain = paletteFor({ colour: false });
const id = 'rollout/production/v2.1.0';

describe('rendering', () => {
  it('shows a status as a table with what is awaited and the command that answers', () => {
    const lines = renderStatus(id, sampleStatus(), plain);
    const withoutTimes = lines.map((line) => line.replace(/\d\d:\d\d:\d\d/, 'TIME'));
    assert.deepEqual(withoutTimes, [
      'rollout/production/v2.1.0: v2.1.0 (01234567) into production, requested by dana, CHG-4711',
      '',
      'State     waits for an approval',
      'Waits     approval of gate expand-50, since TIME',
      'Answer    rollcall approve rollout/production/v2.1.0 --gate expand-50',
      '          rollcall reject rollout/production/v2.1.0 --gate expand-50',
      'Orgs      3 completed, 0 rolled back, 0 failed, 3 untouched',
      'Plan      1 added, 2 modified, 3 unchanged, 4 kept, 0 in conflict',
      'Writes    11',
      '',
      'Wave    State                 Orgs  Verdict',
      '0 hub   passed  ████████████   1/1',
      '1 10 %  passed  ████████████   2/2  pass: no metric is worse',
      '2 50 %  waits   ············   0/3',
      '',
      '! a message "approve" was ignored: it names gate "x"',
    ]);
  });

  it('shows what is asked beside what it waits for', () => {
    const question = {
      gate: 'traffic-a',
      org: 'a',
      what: 'a: weights may follow the agents as far as q 10 (0–70), which nobody approved',
      since: '2026-03-02T10:05:00.000Z',
      commands: ['temporal workflow signal …'],
    };
    const lines = renderStatus(id, sampleStatus({ questions: [question] }), plain);
    const start = lines.findIndex((line) => line.startsWith('Asked'));
    assert.match(lines[start] ?? '', /^Asked {5}a: weights may follow .*nobody approved, since/);
    assert.deepEqual(lines.slice(start + 1, start + 3), [
      '          rollcall approve rollout/production/v2.1.0 --gate traffic-a',
      '          rollcall reject rollout/production/v2.1.0 --gate traffic-a',
    ]);
    assert.ok(lines.some((line) => line.startsWith('Waits     approval of gate expand-50')));
  });

  it('says of a rehearsal that it is one, and of a stranded org what is wrong', () => {
    const status = sampleStatus({
      timeScale: 60,
      outcomes: [{ org: 'a', state: 'stranded', writes: 1, kept: 0, reason: 'flow is in use' }],
    });
    const text = renderStatus(id, status, plain).join('\n');
    assert.match(text, /REHEARSAL: the clock runs 60×/);
    assert.match(text, /a stranded: flow is in use/);
  });

  it('says first what nobody should overlook, and who approved what', () => {
    const status = sampleStatus({
      warnings: ['EMERGENCY: trunk is down'],
      approvals: [
        {
          kind: 'emergency',
          gate: 'emergency',
          by: 'lee',
          identity: 'signed',
          at: '',
          planDigest: 'cafe',
        },
        {
          kind: 'plan',
          gate: 'plan',
          by: 'kim',
          identity: 'claimed',
          at: '',
          planDigest: 'cafe',
        },
      ],
    });
    const lines = renderStatus(id, status, plain);
    assert.equal(lines[1], 'WARNING: EMERGENCY: trunk is down');
    const at = lines.indexOf('Approved  emergency by lee (signed)');
    assert.equal(lines[at + 1], '          plan by kim (claimed)');
    const coloured = renderStatus(id, status, paletteFor({ colour: true }));
    assert.equal(
      coloured[1],
      '\u001B[1m\u001B[31mWARNING: EMERGENCY: trunk is down\u001B[39m\u001B[22m',
    );
    assert.ok(changesBetween(id, null, status).includes(lines[1]));
    assert.deepEqual(changesBetween(id, status, status), []);
  });

  it('prints an answer that names the plan that was read, and signs where that is asked for', () => {
    const answer = (gate: string, what: string): string =>
      commandsFor(id, {
        planDigest: 'cafebabe0123456789',
        awaiting: { what, gate, since: '', commands: [] },
      })[0] ?? '';
    const approve = `rollcall approve ${id} --gate`;
    assert.equal(answer('expand-50', 'approval'), `${approve} expand-50`);
    assert.equal(answer('plan', 'approval'), `${approve} plan --plan-digest cafebabe0123`);
    assert.equal(
      answer('first-contact', 'x; needs 2 signed approvals by lee, kim'),
      `${approve} first-contact --plan-digest cafebabe0123 --sign`,
    );
    const flagged = { what: 'approval', gate: 'expand-50', since: '', flags: ['abandonment'] };
    const about = { planDigest: 'cafebabe0123456789' };
    assert.equal(
      commandsFor(id, { ...about, awaiting: { ...flagged, commands: [] } })[0],
      `${approve} expand-50 --flag abandonment`,
    );
    // As the board has it for a wait that people may cut short.
    const commands = [
      `temporal workflow signal --name approve --input '{"gate":"capacity-50","reason":"WHY"}'`,
      `temporal workflow signal --name reject --input '{"gate":"capacity-50","reason":"WHY"}'`,
    ];
    assert.deepEqual(
      commandsFor(id, {
        ...about,
        awaiting: { what: 'x', gate: 'capacity-50', since: '', commands },
      }),
      [`${approve} capacity-50 --reason 'WHY'`, `rollcall reject ${id} --gate capacity-50`],
    );
    assert.equal(answer('close', 'x; needs a signed approval'), `${approve} close --sign`);
    assert.equal(
      answer('emergency', 'two people'),
      `${approve} emergency --plan-digest cafebabe0123 --sign`,
    );
  });

  it('says which server it asked, and how to stop what waits for nobody', () => {
    const awaiting = {
      what: 'deployment of wave 10 %',
      since: '2026-03-02T10:00:00.000Z',
      commands: ['temporal workflow signal …'],
    };
    const status = sampleStatus({ state: 'deploying', awaiting });
    const lines = renderStatus(id, status, plain, { server: '127.0.0.1:7233', end: null });
    assert.equal(lines[1], 'on the Temporal server 127.0.0.1:7233');
    assert.ok(lines.includes('To stop   temporal workflow signal …'));
    assert.ok(!lines.some((line) => line.startsWith('Answer')));
  });

  it('says of a terminated rollout that it was, and what takes it back', () => {
    const end = { kind: 'stopped', how: 'terminated', message: 'by hand' } as const;
    const lines = renderStatus(id, sampleStatus(), plain, { end });
    assert.match(lines[2] ?? '', /^State {5}TERMINATED: nothing was taken back/);
    assert.equal(lines[3], 'Reason    by hand');
    assert.ok(!lines.some((line) => line.startsWith('Waits')));
    const where = { taskQueue: 'rollcall', namespace: 'default' };
    const input = `{"rollout":"${id}","action":"takeBack","by":"YOU"}`;
    assert.deepEqual(renderRemedy(id, end, where), [
      'To take back what it left open:',
      `  temporal workflow start --type remediation --task-queue rollcall --workflow-id remediation/production/v2.1.0 --input '${input}'`,
    ]);
    assert.deepEqual(renderRemedy(id, null, where), []);
  });

  it('names the reason of an end that was no success', () => {
    const end = { kind: 'failed', type: 'unauthorized', message: 'no credentials' } as const;
    const lines = renderStatus(id, sampleStatus({ state: 'failed' }), plain, { end });
    assert.deepEqual(lines.slice(2, 4), ['State     failed', 'Reason    no credentials']);
  });

  it('uses colours only where they are wanted', () => {
    const coloured = renderStatus(id, sampleStatus(), paletteFor({ colour: true })).join('\n');
    assert.ok(coloured.includes('\u001B['));
    assert.ok(!renderStatus(id, sampleStatus(), plain).join('\n').includes('\u001B['));
  });

  it('prints what changed, and nothing where nothing did', () => {
    const before = sampleStatus({ state: 'deploying', awaiting: null, notices: [] });
    assert.deepEqual(changesBetween(id, before, before), []);
    assert.deepEqual(changesBetween(id, before, sampleStatus()), [
      'state: waits for an approval',
      'waits for approval of gate expand-50',
      `  rollcall approve ${id} --gate expand-50`,
      `  rollcall reject ${id} --gate expand-50`,
      '! a message "approve" was ignored: it names gate "x"',
    ]);
  });

  it('tells the story of a wave from its beginning', () => {
    const lines = changesBetween(id, null, sampleStatus());
    assert.ok(lines.includes('release v2.1.0 is commit 01234567'));
    assert.ok(lines.includes('wave 1 (10 %): 2/2 on the release'));
    assert.ok(lines.includes('wave 1 (10 %): verdict pass: no metric is worse'));
    assert.ok(!lines.some((line) => line.startsWith('wave 2')));
  });

  it('shows only the new ones of a bounded list of notices', () => {
    const before = sampleStatus({ notices: ['one', 'two'] });
    const after = sampleStatus({ notices: ['two', 'three'] });
    assert.deepEqual(changesBetween(id, before, after), ['! three']);
  });

  it('prints a finding with its place', () => {
    const finding = {
      file: 'manifest.yaml',
      line: 3,
      column: 5,
      path: 'a[0]',
      message: 'is wrong',
    };
    assert.equal(renderFinding(finding), 'manifest.yaml:3:5: a[0]: is wrong');
    const whole = {
      file: 'manifest.yaml',
      line: null,
      column: null,
      path: '',
      message: 'is missing',
    };
    assert.equal(renderFinding(whole), 'manifest.yaml: is missing');
  });

  it('prints an end with its counts and its report', () => {
    const orgs = { completed: 1, rolledBack: 4, failed: 0, untouched: 36 };
    const summary = {
      outcome: 'rolledBack',
      reason: 'callers hang up',
      orgs,
      waves: 1,
      writes: 8,
      report: 'x.git:refs/r:report.md',
    } as const;
    assert.deepEqual(renderEnd({ kind: 'finished', summary }), [
      'rolledBack: callers hang up',
      '1 wave, 8 writes; orgs: 1 completed, 4 rolled back, 0 failed, 36 untouched',
      'report: x.git:refs/r:report.md',
    ]);
  });

  it('lines columns up', () => {
    assert.deepEqual(
      table([
        [{ text: 'a' }, { text: 'b' }],
        [{ text: 'long' }, { text: 'c' }],
      ]),
      ['a     b', 'long  c'],
    );
    assert.equal(bar(1, 4, 8), '██······');
    assert.equal(bar(0, 0, 4), '····');
  });

  it('draws again in place, whatever the terminal wraps', () => {
    let written = '';
    const view = new LiveView({
      write: (text) => void (written += text),
      columns: () => 4,
      rows: () => 10,
    });
    view.draw(['123456', 'ab']);
    assert.ok(written.endsWith('1234\n56\nab\n'));
    written = '';
    view.draw(['x']);
    assert.ok(written.startsWith('\u001B[3A'));
  });
});
