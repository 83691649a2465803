export interface ExposureInput {
  /** What the release changes. */
  readonly changedKeys: readonly { readonly org: string; readonly key: string }[];
  /** What the orgs' resources refer to, in their own or another org. */
  readonly references: readonly {
    readonly org: string;
    readonly to: { readonly org: string; readonly key: string };
  }[];
}

/**
 * Logical ids of the orgs whose callers reach something that changes: orgs with changes of their own, orgs
 * that reference a changed resource of another org, and orgs that reference anything of an org that is
 * reached in this second way, because it may pass the change on. None of these can be a control.
 */
export function exposedOrgs({ changedKeys, references }: ExposureInput): Set<string> {
  const changed = new Set(changedKeys.map(({ org, key }) => `${org}\n${key}`));
  const foreign = references.filter(({ org, to }) => org !== to.org);
  const reached = new Set<string>();
  let reachedBefore = -1;
  while (reached.size > reachedBefore) {
    reachedBefore = reached.size;
    for (const { org, to } of foreign) {
      if (changed.has(`${to.org}\n${to.key}`) || reached.has(to.org)) reached.add(org);
    }
  }
  return new Set([...changedKeys.map(({ org }) => org), ...reached]);
}
