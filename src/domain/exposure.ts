/** A resource in the org that holds it. */
export interface ResourceNode {
  readonly org: string;
  readonly key: string;
}

/** Whose callers come where: of an org's resource, to one of its own or of another org. */
export interface ResourceReference {
  readonly from: ResourceNode;
  readonly to: ResourceNode;
}

/** Asks for the orgs whose callers reach one of these resources; their own orgs are among them. */
export type Reach = (changed: Iterable<ResourceNode>) => Set<string>;

/**
 * Which orgs' callers reach what changes, by any way through resources, their own and those of others: a strategy that
 * uses a flow of the hub that sends to a queue of the hub reaches that queue. None of these orgs can be a control.
 */
export function reachOf(references: Iterable<ResourceReference>): Reach {
  const users = new Map<string, Map<string, ResourceNode>>();
  for (const { from, to } of references) {
    const known = users.get(idOf(to)) ?? new Map<string, ResourceNode>();
    known.set(idOf(from), from);
    users.set(idOf(to), known);
  }
  return (changed) => {
    const orgs = new Set<string>();
    const seen = new Set<string>();
    const queue: ResourceNode[] = [];
    const visit = (node: ResourceNode): void => {
      const id = idOf(node);
      if (seen.has(id)) return;
      seen.add(id);
      orgs.add(node.org);
      queue.push(node);
    };
    for (const node of changed) visit(node);
    for (let node = queue.pop(); node !== undefined; node = queue.pop())
      for (const user of users.get(idOf(node))?.values() ?? []) visit(user);
    return orgs;
  };
}

function idOf({ org, key }: ResourceNode): string {
  return `${org}\n${key}`;
}
