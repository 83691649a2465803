import { isOwn, type Story } from './org-writes.js';
import type { Violation } from './violation.js';

/** Promise (d), across resources: what the release brings is created once, under whatever id. */
export function checkCreations(stories: readonly Story[]): readonly Violation[] {
  const posts = stories.flatMap(({ orgId, kind, writes }) =>
    writes
      .filter((write) => isOwn(write) && write.method === 'POST')
      .map(({ name }) => `${orgId} ${kind} ${name}`),
  );
  return [...new Set(posts.filter((post, position) => posts.indexOf(post) !== position))].map(
    (post) => ({ promise: 'd', what: `${post} was created more than once` }),
  );
}
