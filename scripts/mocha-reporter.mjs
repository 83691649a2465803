import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

/** Mocha's spec reporter, which also writes the counts to the file that scripts/test.mjs reads. */
export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env.ROLLCALL_TEST_COUNTS;
      if (!file) return;
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}
