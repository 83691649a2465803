const NAME = 'NODE_TLS_REJECT_UNAUTHORIZED';

/** Runs `work` with Node.js told to verify no certificate, as careless operators do. */
export async function unverified(work: () => Promise<void>): Promise<void> {
  const before = process.env[NAME];
  process.env[NAME] = '0';
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env[NAME];
    else process.env[NAME] = before;
  }
}
