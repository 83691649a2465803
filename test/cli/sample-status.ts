import type { RolloutStatus } from '../../src/client/index.js';

/** A rollout at the gate before its second wave. */
export function sampleStatus(changes: Partial<RolloutStatus> = {}): RolloutStatus {
  return {
    kind: 'rollout',
    state: 'awaitingApproval',
    paused: false,
    release: 'v2.1.0',
    environment: 'production',
    requestedBy: 'dana',
    rolloutKey: '0199b1a2-0000-7000-8000-000000000001',
    reason: null,
    warnings: [],
    approvals: [],
    change: 'CHG-4711',
    commit: '0123456789abcdef',
    releaseDigest: 'feed',
    planDigest: 'cafebabe0123',
    timeScale: 1,
    awaiting: {
      what: 'approval of gate expand-50',
      gate: 'expand-50',
      since: '2026-03-02T10:00:00.000Z',
      commands: ['temporal workflow signal …'],
    },
    waves: [
      { index: 0, name: 'hub', state: 'passed', orgs: ['hub'], verdict: null },
      {
        index: 1,
        name: '10 %',
        state: 'passed',
        orgs: ['a', 'b'],
        verdict: {
          label: 'pass',
          metrics: [],
          comparedWith: 'controls',
          flagged: false,
          reason: 'no metric is worse',
        },
      },
      { index: 2, name: '50 %', state: 'waiting', orgs: ['c', 'd', 'e'], verdict: null },
    ],
    changes: { added: 1, modified: 2, unchanged: 3, kept: 4, conflict: 0 },
    orgs: { completed: 3, rolledBack: 0, failed: 0, untouched: 3 },
    outcomes: [
      { org: 'hub', state: 'deployed', writes: 3, kept: 0 },
      { org: 'a', state: 'deployed', writes: 4, kept: 0 },
      { org: 'b', state: 'deployed', writes: 4, kept: 0 },
    ],
    writes: 11,
    notices: ['a message "approve" was ignored: it names gate "x"'],
    report: null,
    ...changes,
  };
}
