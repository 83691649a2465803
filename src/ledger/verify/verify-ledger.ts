import pMap from 'p-map';
import { LEDGER_REF } from '../names.js';
import type { LedgerFinding } from '../port.js';
import { notALedger } from '../ref-state.js';
import type { RefTip } from '../ref-tips.js';
import type { Repository } from '../repository.js';
import { tryGit } from '../run-git.js';
import type { Signatures } from '../signatures.js';
import { readHistory } from './ref-history.js';
import { checkRecords } from './records.js';

const PARALLEL = 4;
const FSCK_TIMEOUT_MS = 30 * 60_000;

/**
 * Looks at all that the ledger holds, in history too: Git's own objects, one line of commits a ref, every record that
 * was ever written, who signed (where signers are given), and what was seen before and is gone.
 */
export async function verifyLedger(
  repository: Repository,
  signatures: Signatures | null,
): Promise<readonly LedgerFinding[]> {
  const tips = await repository.tips('refs/rollcall/');
  if (!tips.some(({ ref }) => ref === LEDGER_REF)) throw notALedger(repository.name);
  const broken = await fsck(repository.path);
  const lost = (await repository.losses(tips)).map((loss) => ({ ...loss, path: null }));
  const found = await pMap(tips, (tip) => verifyRef(repository.path, tip, signatures), {
    concurrency: PARALLEL,
  });
  return [...broken, ...lost, ...found.flat()];
}

async function fsck(repository: string): Promise<LedgerFinding[]> {
  const args = ['fsck', '--full', '--no-dangling', '--no-progress'];
  const answer = await tryGit(repository, args, '', FSCK_TIMEOUT_MS);
  if (answer.exitCode === 0) return [];
  const lines = `${answer.output.toString('utf8')}\n${answer.words}`.split('\n').filter(Boolean);
  const words = lines.length === 0 ? [`exit code ${answer.exitCode}`] : lines;
  return words.map((line) => ({ ref: null, commit: null, path: null, what: `git fsck: ${line}` }));
}

async function verifyRef(
  repository: string,
  { ref, commit: tip, at }: RefTip,
  signatures: Signatures | null,
): Promise<LedgerFinding[]> {
  const about = (what: string, commit = tip): LedgerFinding => ({ ref, commit, path: null, what });
  if (at === '') return [about('is no commit')];
  try {
    const history = await readHistory(repository, tip);
    const merges = history.filter(({ parents }) => parents.length > 1);
    const roots = history.filter(({ parents }) => parents.length === 0);
    const distrust = await signatures?.distrustOf(history.map(({ commit }) => commit));
    return [
      ...merges.map(({ commit }) =>
        about('is a merge: Rollcall writes one line of commits', commit),
      ),
      ...(roots.length > 1 ? [about(`has ${roots.length} beginnings`)] : []),
      ...history.flatMap(({ commit }) => {
        const why = distrust?.get(commit);
        return why ? [about(why, commit)] : [];
      }),
      ...(await checkRecords(repository, ref, history)),
    ];
  } catch (error) {
    // Where objects are missing, the other refs are still worth a look.
    return [about(error instanceof Error ? error.message : String(error))];
  }
}
