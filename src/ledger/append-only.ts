import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Git's own settings against rewriting and deleting by push. Git applies them to branches only, hence the hook. */
export const APPEND_ONLY_SETTINGS = ['receive.denyNonFastForwards', 'receive.denyDeletes'];

const UPDATE_HOOK = `#!/bin/sh
# Written by "rollcall ledger": what the ledger has recorded is never rewritten or deleted by a push.
case "$1" in refs/rollcall/*) ;; *) exit 0 ;; esac
if [ -z "$(printf %s "$3" | tr -d 0)" ]; then
  echo "$1 is part of a Rollcall ledger and cannot be deleted" >&2
  exit 1
fi
if [ -z "$(printf %s "$2" | tr -d 0)" ]; then exit 0; fi
git merge-base --is-ancestor "$2" "$3" && exit 0
echo "$1 is part of a Rollcall ledger and cannot be rewritten: $2 has to stay in its history" >&2
exit 1
`;

/** Puts the hook into a bare repository, whoever else does so at the same time. */
export async function refuseRewritingPushes(repository: string): Promise<void> {
  const hooks = join(repository, 'hooks');
  await mkdir(hooks, { recursive: true });
  const partial = join(hooks, `update.${randomUUID()}`);
  await writeFile(partial, UPDATE_HOOK, { mode: 0o755 });
  await rename(partial, join(hooks, 'update'));
}
