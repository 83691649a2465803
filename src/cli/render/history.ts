import { approvalText, type HistoryEntry } from './history-entry.js';
import { table, type Cell } from './table.js';

const HEADINGS = [
  'when',
  'kind',
  'environment',
  'release',
  'requested by',
  'outcome',
  'orgs',
  'approvals',
  'report',
];
const UNKNOWN = '-';
const TO_MINUTES = 16;

/** The rollouts as a table, in the order given. */
export function renderHistory(entries: readonly HistoryEntry[]): string[] {
  if (entries.length === 0) return ['no rollouts'];
  return table([HEADINGS.map((text) => ({ text })), ...entries.map(row)]);
}

function row(entry: HistoryEntry): Cell[] {
  const { requestedBy, change, approvals } = entry;
  const asked = [requestedBy, change === null ? null : `(${change})`];
  return [
    { text: `${entry.at.slice(0, TO_MINUTES).replace('T', ' ')} UTC` },
    { text: entry.kind ?? UNKNOWN },
    { text: entry.environment ?? UNKNOWN },
    { text: entry.release ?? entry.releaseCommit?.slice(0, 8) ?? UNKNOWN },
    { text: asked.filter((part) => part !== null).join(' ') || UNKNOWN },
    { text: entry.outcome ?? 'no report' },
    { text: String(entry.orgs.length), right: true },
    { text: approvals.map((approval) => approvalText(approval)).join(', ') || UNKNOWN },
    { text: entry.report ?? UNKNOWN },
  ];
}
