import { LedgerDamagedError } from '../errors.js';
import { readObjects } from '../git-objects.js';
import type { LedgerFinding } from '../port.js';
import type { HistoryEntry } from './ref-history.js';
import { checkRecord } from './record.js';

const AT_ONCE = 100;

/** What is wrong with the records that a ref's commits wrote, the pruned and replaced ones too. */
export async function checkRecords(
  repository: string,
  ref: string,
  history: readonly HistoryEntry[],
): Promise<LedgerFinding[]> {
  const files = history.flatMap(({ commit, written }) =>
    written.map((file) => ({ ...file, commit })),
  );
  const findings: LedgerFinding[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE);
    const objects = await readObjects(
      repository,
      some.map(({ blob }) => blob),
    );
    some.forEach(({ commit, path }, index) => {
      const text = objects[index]?.content.toString('utf8');
      const whats =
        text === undefined ? ['its content is missing'] : wrongWith({ ref, path }, text);
      findings.push(...whats.map((what) => ({ ref, commit, path, what })));
    });
  }
  return findings;
}

function wrongWith(place: { ref: string; path: string }, text: string): string[] {
  try {
    return checkRecord(place, text);
  } catch (error) {
    if (error instanceof LedgerDamagedError) return [error.message];
    throw error;
  }
}
