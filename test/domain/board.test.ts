import assert from 'node:assert/strict';
import { boardMarkdown } from '../../src/domain/board.js';
import type { OrgOutcome } from '../../src/domain/rollout-status.js';
import { sampleStatus } from '../cli/sample-status.js';

describe('the board', () => {
  it('shows a stranded org and its command however many others have something to say', () => {
    const noted = Array.from({ length: 40 }, (_, at): OrgOutcome => ({
      org: `org_${at}`,
      state: 'completed',
      writes: 1,
      kept: 0,
      reason: 'no base was recorded',
    }));
    const command = 'rollcall remediate rollout/production/v2.1.0 --take-back --org org_last';
    const reason = 'unauthorized';
    const last = {
      org: 'org_last',
      state: 'stranded',
      writes: 0,
      kept: 0,
      reason,
      command,
    } as const;
    const board = boardMarkdown(sampleStatus({ outcomes: [...noted, last] }));
    assert.ok(board.includes(`- org_last: stranded: unauthorized\n  - \`${command}\``), board);
    assert.match(board, /\*\*Orgs in trouble\*\*\n\n- org_last/);
  });
});
