import { applyChanges, invertChanges, resolveChanges } from '../apply.js';
import { isJsonObject, type JsonObject } from '../json.js';
import type { PathChange, ResourcePlan } from '../org-plan.js';
import { removeAt, setAt } from '../path.js';
import { isReference, resolveReferences } from '../reference.js';

/** One entry of a strategy's list. */
export interface StrategyTarget {
  /** The platform's own id of the queue; the key of one that is yet to be created. */
  readonly id: string;
  readonly weight: number;
  readonly priority: number;
}

/** Share of the callers by target, from 0 to 1; a fallback without weight has 0. */
export type TargetShares = Readonly<Record<string, number>>;

/** Where a strategy sends its callers, before a plan is carried out and after it. */
export interface Routing {
  /** Null where the strategy is new. */
  readonly before: TargetShares | null;
  readonly after: TargetShares;
}

type IdOf = (key: string) => string | undefined;

/** The targets of a strategy's body, in its order; what is no such entry is left out. */
export function targetsOf(body: JsonObject): StrategyTarget[] {
  const { targets } = body;
  return (Array.isArray(targets) ? targets : []).flatMap((entry) => {
    if (!isJsonObject(entry)) return [];
    const { id, weight, priority } = entry;
    const name = isReference(id) ? id.ref : id;
    if (typeof name !== 'string') return [];
    return [{ id: name, weight: amountOf(weight, 0), priority: amountOf(priority, 1) }];
  });
}

/**
 * The first priority with any weight takes all callers, in proportion; the others are there for what overflows. Where there
 * is no weight at all, the first priority takes them evenly.
 */
export function sharesOf(targets: readonly StrategyTarget[]): TargetShares {
  const some = targets.filter(({ weight }) => weight > 0);
  const weighted = some.length > 0 ? some : targets.map((target) => ({ ...target, weight: 1 }));
  const first = Math.min(...weighted.map(({ priority }) => priority));
  const taking = weighted.filter(({ priority }) => priority === first);
  const total = taking.reduce((sum, { weight }) => sum + weight, 0);
  const shares: Record<string, number> = Object.fromEntries(targets.map(({ id }) => [id, 0]));
  for (const { id, weight } of taking) shares[id] = (shares[id] ?? 0) + weight / total;
  return shares;
}

/** What a plan does to where a strategy sends its callers. `idOf`: the platform's id of a key, where there is one. */
export function routingOf(
  plan: Pick<ResourcePlan, 'action' | 'desired' | 'changes' | 'held'>,
  idOf: IdOf,
): Routing {
  const { body } = resolveReferences(plan.desired, idOf);
  const after = plan.held.reduce(
    (held, { path, live }) => (live === undefined ? removeAt(held, path) : setAt(held, path, live)),
    body,
  );
  const shares = sharesOf(targetsOf(after));
  if (plan.action === 'added') return { before: null, after: shares };
  const undone = applyChanges(after, invertChanges(withIds(plan.changes, idOf))).body;
  return { before: sharesOf(targetsOf(undone)), after: shares };
}

/** A queue that is yet to be created has no id: then the paths are those of the plan. */
function withIds(changes: readonly PathChange[], idOf: IdOf): readonly PathChange[] {
  return changes.map((change) => {
    try {
      return resolveChanges([change], idOf)[0] ?? change;
    } catch {
      return change;
    }
  });
}

function amountOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : otherwise;
}
