import type { LoadLabel } from './judge-load.js';

/** The staging gate as board, report and `status` tell of it. */
export interface StagingGateStatus {
  /** `skipped`: the rollout would record no pass anyway. */
  readonly state: 'running' | 'skipped' | LoadLabel;
  /** In one sentence. */
  readonly reason: string;
  readonly calls: number;
  /** In words, the worst first. */
  readonly findings: readonly string[];
  /** Where the evidence is, once judged. */
  readonly place: string | null;
}

const WORDS = {
  running: 'under way',
  skipped: 'not held',
  passed: 'passed',
  failed: 'NOT PASSED',
  unknown: 'NOT PASSED: not known',
} as const satisfies Record<StagingGateStatus['state'], string>;

/** For board and report, in Markdown; nothing where the policy asks for no gate. */
export function stagingGateLines(gate: StagingGateStatus | undefined): string[] {
  if (gate === undefined) return [];
  const { state, reason, findings, place } = gate;
  return [
    `**Staging gate ${WORDS[state]}**: ${reason}`,
    ...(findings.length === 0 ? [] : ['', ...findings.map((finding) => `- ${finding}`)]),
    ...(place === null ? [] : ['', `Evidence: \`${place}\``]),
  ];
}
