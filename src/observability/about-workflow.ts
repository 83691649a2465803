/** Rollout and org of a log line. */
export interface AboutWorkflow {
  /** The rollout's first run id, where the line tells it. */
  readonly rollout: string | null;
  /** The org: its logical id, or the platform's where a workflow of an org speaks for itself. */
  readonly org: string | null;
}

type Meta = Readonly<Record<string, unknown>>;

/**
 * Reads them from what a line has: activities name both. A workflow's line has its id, as src/workflows/ids.ts
 * makes them.
 */
export function aboutWorkflow(meta: Meta): AboutWorkflow {
  const told = { rollout: textOf(meta, 'rollout'), org: textOf(meta, 'org') };
  const [first, second, third] = (textOf(meta, 'workflowId') ?? '').split('/');
  const isOfRollout = (first === 'group' || first === 'observation') && second !== undefined;
  const own = meta['workflowType'] === 'rollout' ? textOf(meta, 'runId') : null;
  return {
    rollout: told.rollout ?? (isOfRollout ? second : own),
    org: told.org ?? (first === 'org' ? (third ?? null) : null),
  };
}

function textOf(meta: Meta, name: string): string | null {
  const value = meta[name];
  return typeof value === 'string' ? value : null;
}
