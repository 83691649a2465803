// A process of workers, each with a ledger of its own, that write their share of the snapshots all at once.
// Arguments: ledger (path or URL), cache folder, total number of snapshots, total number of workers, the workers here.
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { addressOf, keyOf, snapshotOf } from './fixture.js';

const [repository = '', cacheDir = '', snapshots, workers, here = ''] = process.argv.slice(2);

await Promise.all(
  here.split(',').map(async (worker) => {
    const ledger = await openGitLedger({ repository, cacheDir });
    for (let n = Number(worker); n < Number(snapshots); n += Number(workers)) {
      await ledger.writeSnapshot(addressOf(n), snapshotOf(keyOf(n), `p${n}`));
    }
  }),
);
